// What this build is made of.
#pragma once

#include <atgateway/export.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace atgateway::inline v0_1 {

struct Component {
  std::string_view name;
  std::string version;  ///< of the library that is loaded now, where it can tell; else of its headers
};

/// The libraries that atgateway leans on, itself first.  @blocking no  @threads any  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT std::vector<Component> components();

}  // namespace atgateway::inline v0_1
