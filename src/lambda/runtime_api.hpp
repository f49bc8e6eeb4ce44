// Lambda's runtime API: plain HTTP/1.1 over one blocking connection of our own.
#pragma once

#include <atgateway/http.hpp>

#include <stop_token>
#include <string>
#include <string_view>

namespace atgateway::lambda {

/// What the runtime API answered.
struct ApiReply {
  int status = 0;
  Headers headers;
  std::string body;
};

/// @threads one at a time
class RuntimeApi {
 public:
  /// @param address  HOST:PORT, checked
  RuntimeApi(std::string address, std::stop_token stop);
  RuntimeApi(const RuntimeApi&) = delete;
  RuntimeApi& operator=(const RuntimeApi&) = delete;
  ~RuntimeApi();

  /// Waits as long as it takes: between two invocations the process may be frozen for hours.
  /// @return `cancelled` when stopped first; `internal` when there is no understandable answer
  [[nodiscard]] Result<ApiReply> get(std::string_view path);
  /// Not stopped: whoever has an answer delivers it.
  /// @param error_type  value of Lambda-Runtime-Function-Error-Type, or empty
  [[nodiscard]] Result<ApiReply> post(std::string_view path, std::string_view body, std::string_view error_type = {});

 private:
  enum class Stoppable : bool { no, yes };

  [[nodiscard]] Result<ApiReply> exchange(const std::string& head, std::string_view body, Stoppable stoppable);
  [[nodiscard]] Result<void> connect();
  void disconnect() noexcept;
  [[nodiscard]] bool send_all(std::string_view bytes) const noexcept;
  [[nodiscard]] Result<ApiReply> receive(Stoppable stoppable, bool& nothing_came);
  [[nodiscard]] bool stopped_before_readable(Stoppable stoppable) const noexcept;

  std::string address_;
  std::stop_token stop_;
  int socket_ = -1;
  int wakeup_ = -1;  // an eventfd, written when stopping
};

}  // namespace atgateway::lambda
