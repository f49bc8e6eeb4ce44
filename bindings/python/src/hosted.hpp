// A gateway and a sandbox with the threads they need, as one Python object each.
#pragma once

#include "ending.hpp"

#include <atgateway/gateway.hpp>
#include <atgateway/sandbox.hpp>

#include <memory>
#include <optional>
#include <string>

#include <unistd.h>

/// Everything here is called with the GIL, which is given away while anything is waited for.
/// @threads any, several at once
class HostedGateway final : public EndsWithInterpreter {
 public:
  explicit HostedGateway(std::string config_json);
  ~HostedGateway() { close(); }

  /// Waits for the reply. A signal whose handler raises cancels the call.
  [[nodiscard]] atgateway::Reply handle(atgateway::Request request, atgateway::Deadline deadline);
  /// Cancels what is under way.
  void close() noexcept override;

 private:
  struct House {  // in the order they are built
    std::optional<atgateway::Runtime> runtime;
    std::optional<atgateway::Sandbox> sandbox;
    std::optional<atgateway::Gateway> gateway;
  };
  std::shared_ptr<House> house_;  ///< also held by whoever submits just now
  pid_t owner_ = ::getpid();
};

/// @threads any, several at once
class HostedSandbox final : public EndsWithInterpreter {
 public:
  explicit HostedSandbox(const atgateway::SandboxOptions& options);
  ~HostedSandbox() { close(); }

  [[nodiscard]] const std::string& url() const noexcept { return url_; }
  [[nodiscard]] std::string ledger();
  void clear_ledger();
  void close() noexcept override;

 private:
  struct House {
    std::optional<atgateway::Runtime> runtime;
    std::optional<atgateway::Sandbox> sandbox;
  };
  [[nodiscard]] std::shared_ptr<House> open();

  std::shared_ptr<House> house_;
  std::string url_;
  pid_t owner_ = ::getpid();
};
