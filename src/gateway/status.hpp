// Status: the state of one Gateway in one look.
#pragma once

#include "gateway/shared.hpp"

#include <string>

namespace atgateway::gateway {

[[nodiscard]] std::string status_page(const Shared& shared, TimePoint now);

}  // namespace atgateway::gateway
