#include "net/reactor.hpp"

#include <atgateway/call.hpp>

#include <memory>
#include <utility>

namespace atgateway::inline v0_1 {
namespace {

Result<Reply> ask(const std::function<Reply(const Request&)>& answer, const Request& request) noexcept {
  try {
    return answer(request);
  } catch (const std::bad_alloc&) {
    return Errc::out_of_memory;
  } catch (...) {
    return Errc::internal;
  }
}

}  // namespace

Handler answer_with(std::function<Reply(const Request&)> answer) {
  auto shared = std::make_shared<const std::function<Reply(const Request&)>>(std::move(answer));
  return [shared](Request request, Scope, Completion completion) {
    // A completion never runs inside the call that starts it; on a Runtime thread the end of this turn is soon enough.
    net::Reactor::current()->defer([shared, request = std::move(request), completion = std::move(completion)] {
      completion(ask(*shared, request));
    });
    return Call();
  };
}

}  // namespace atgateway::inline v0_1
