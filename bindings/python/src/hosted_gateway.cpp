#include "hosted.hpp"
#include "leave_house.hpp"
#include "meeting.hpp"
#include "under_way.hpp"

#include <utility>

using namespace atgateway;

namespace {

struct Answer {
  Meeting meeting;
  std::optional<Result<Reply>> reply;
};

Config read_config(std::string json) {
  return value_or_raise(load_config_without_listener(std::move(json))).config;
}

}  // namespace

HostedGateway::HostedGateway(std::string config_json) {
  const UnderWay beginning;
  const WithoutGil others;
  auto config = read_config(std::move(config_json));
  auto house = std::make_shared<House>();
  house->runtime.emplace(value_or_raise(Runtime::start({.workers = config.workers, .sinks = {}})));
  house->sandbox = value_or_raise(start_own_sandbox(*house->runtime, config));
  house->gateway.emplace(value_or_raise(Gateway::create(*house->runtime, std::move(config))));
  house_ = std::move(house);
}

Reply HostedGateway::handle(Request request, Deadline deadline) {
  if (owner_ != ::getpid()) throw Raised(made_before_fork());
  const UnderWay call_under_way;
  const auto answer = std::make_shared<Answer>();
  Call call;
  {
    auto house = house_;
    if (!house) throw Raised(Error(Errc::cancelled, "The gateway is closed.").with_hint("Make a new one."));
    const WithoutGil others;
    call = house->gateway->submit(
        std::move(request), {.deadline = deadline, .stop = {}},
        [answer](Result<Reply> reply) { answer->meeting.tell([&] { answer->reply.emplace(std::move(reply)); }); });
    house.reset();  // closed meanwhile? then it goes here, without the GIL
  }
  const auto answered = [&] { return answer->reply.has_value(); };
  try {
    answer->meeting.wait(answered);
  } catch (pybind11::error_already_set&) {
    call.cancel();
    (void)answer->meeting.wait_for(grace, answered);
    throw;
  }
  return value_or_raise(std::move(*answer->reply));
}

void HostedGateway::close() noexcept { leave(std::exchange(house_, nullptr), owner_); }
