// One line in, its answer out; and between the lines, what is open.
#pragma once

#include "rpc/line_splitter.hpp"
#include "rpc/methods.hpp"

#include <span>
#include <stop_token>

namespace atgateway::rpc {

/// Its destructor cancels what is under way; the answers have been sent when it returns.
class Session {
 public:
  /// @param send  must outlive this
  Session(const Send& send, std::stop_token stop, std::span<const Method> methods = rpc::methods())
      : send_(send), stop_(std::move(stop)), methods_(methods) {}

  /// Answers, whatever the line is; what was in it is overwritten.  @blocking as the method it names
  void answer(Line line);

 private:
  Outcome run(const json::Value& root, std::string& id);

  const Send& send_;
  std::stop_token stop_;
  std::span<const Method> methods_;
  Objects objects_;
};

}  // namespace atgateway::rpc
