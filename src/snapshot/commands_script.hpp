// The script that collects a snapshot.
#pragma once

#include <atgateway/site.hpp>

#include <string>

namespace atgateway::snapshot {

/// POSIX sh, made from files(): a part for each person, each runnable alone; reads only.
[[nodiscard]] std::string collecting_script(const Site& site);

}  // namespace atgateway::snapshot
