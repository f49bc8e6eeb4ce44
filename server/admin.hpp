// The admin listener's pages.
#pragma once

#include <atgateway/gateway.hpp>
#include <atgateway/sandbox.hpp>

#include <functional>

namespace server {

struct AdminPages {
  atgateway::Gateway* gateway = nullptr;
  atgateway::Sandbox* sandbox = nullptr;  ///< null unless it runs in this process
  std::function<bool()> ready;
  std::function<void()> drain;  ///< asks the main thread to drain
};

[[nodiscard]] atgateway::Handler admin_handler(AdminPages pages);

}  // namespace server
