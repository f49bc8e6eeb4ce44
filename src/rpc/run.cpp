// Reading, answering and writing, each on its thread, until one of the two ends is gone.
#include "rpc/inbox.hpp"
#include "rpc/outbox.hpp"
#include "rpc/session.hpp"

#include <atgateway/rpc.hpp>

#include <stop_token>
#include <system_error>
#include <utility>

namespace atgateway::inline v0_1 {
namespace {

// Who has closed the input and still does not read is not waited for.
constexpr milliseconds patience{5000};

void answer_all(const RpcOptions& options) {
  std::stop_source stop;
  rpc::Inbox inbox(options.input, options.longest_line, [&] { stop.request_stop(); });
  rpc::Outbox outbox(options.output, [&] {
    stop.request_stop();
    inbox.stop();
  });
  const rpc::Send send = [&](std::string line) { outbox.send(std::move(line)); };
  {
    rpc::Session session(send, stop.get_token());
    while (auto line = inbox.take()) {
      outbox.wait_for_room();
      session.answer(*std::move(line));
    }
  }
  outbox.finish(patience);
}

}  // namespace

Result<void> run_rpc(const RpcOptions& options) {
  try {
    answer_all(options);
  } catch (const std::system_error&) {
    return Error(Errc::internal, "the system refused a thread or a descriptor");
  }
  return {};
}

}  // namespace atgateway::inline v0_1
