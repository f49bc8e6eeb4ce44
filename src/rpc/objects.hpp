// What outlives a call: gateways and sandboxes, each with its threads, by number.
#pragma once

#include <atgateway/gateway.hpp>
#include <atgateway/runtime.hpp>
#include <atgateway/sandbox.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>

namespace atgateway::rpc {

/// Members go in reverse: the gateway, what it connects to, the threads.
struct OpenGateway {
  Runtime runtime;
  std::optional<Sandbox> sandbox;
  Gateway gateway;
};

struct OpenSandbox {
  Runtime runtime;
  Sandbox sandbox;
};

/// Numbers begin with 1 and are not used again.
template <class T>
class Numbered {
 public:
  static constexpr std::size_t most = 64;  ///< each has threads

  [[nodiscard]] bool full() const noexcept { return all_.size() >= most; }
  std::int64_t add(std::unique_ptr<T> object) {
    all_.emplace(++last_, std::move(object));
    return last_;
  }
  [[nodiscard]] T* find(std::int64_t number) const {
    const auto found = all_.find(number);
    return found == all_.end() ? nullptr : found->second.get();
  }
  bool erase(std::int64_t number) { return all_.erase(number) != 0; }

 private:
  std::map<std::int64_t, std::unique_ptr<T>> all_;
  std::int64_t last_ = 0;
};

struct Objects {
  Numbered<OpenSandbox> sandboxes;
  Numbered<OpenGateway> gateways;  ///< go first: they may be calling a sandbox
};

}  // namespace atgateway::rpc
