// submit and handle: from which thread, in which process, and what comes back when.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "flow/gate.hpp"
#include "runtime/core.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/wait.h>
#include <unistd.h>

namespace atgateway::test {

BOOST_AUTO_TEST_SUITE(waiting_callers)

BOOST_AUTO_TEST_CASE(handle_on_a_runtime_thread_would_deadlock) {
  test_support::RawServer upstream({answer_match()});
  FlowHouse house(config_for(upstream.port()), 1);
  std::promise<Errc> inner;
  auto call = house.gateway->submit(rows_request(rows_of_gets(1)), {}, [&](const Result<Reply>&) {
    const auto result = house.gateway->handle(rows_request(rows_of_gets(1)));
    inner.set_value(result ? Errc::internal : result.error().code());
  });
  auto future = inner.get_future();
  BOOST_REQUIRE((future.wait_for(30s) == std::future_status::ready));
  BOOST_TEST((future.get() == Errc::would_deadlock));
}

BOOST_AUTO_TEST_CASE(submit_never_calls_back_before_it_returns) {
  FlowHouse house(config_for(1), 1);
  std::promise<bool> returned_first;
  auto future = returned_first.get_future();
  house.runtime.core()->reactor(0).post([&] {
    auto returned = std::make_shared<bool>(false);
    // Answered without any call: it could not be faster.
    auto call = house.gateway->submit(Request(), {},
                                      [&, returned](const Result<Reply>&) { returned_first.set_value(*returned); });
    *returned = true;
  });
  BOOST_REQUIRE((future.wait_for(30s) == std::future_status::ready));
  BOOST_TEST(future.get());
}

BOOST_AUTO_TEST_CASE(completions_run_on_runtime_threads) {
  FlowHouse house(config_for(1), 2);
  for (int i = 0; i < 4; ++i) {
    std::promise<bool> there;
    auto future = there.get_future();
    auto call = house.gateway->submit(
        Request(), {}, [&](const Result<Reply>&) { there.set_value(house.runtime.on_runtime_thread()); });
    BOOST_TEST(future.get());
  }
}

BOOST_AUTO_TEST_CASE(the_child_of_a_fork_is_told_and_the_parent_goes_on) {
  test_support::RawServer upstream({answer_match()});
  FlowHouse house(config_for(upstream.port()), 2);
  const Asked before(*house.gateway, rows_request(rows_of_gets(1)));
  BOOST_TEST(at(before, "failed") == "0");
  const pid_t child = fork();
  if (child == 0) {
    alarm(20);  // a hang ends as a signal, which the parent sees
    const auto is_forked = [](const auto& result) { return !result && result.error().code() == Errc::forked; };
    int wrong = 0;
    if (!is_forked(house.gateway->handle(rows_request(rows_of_gets(1))))) wrong |= 1;
    bool told = false;
    auto call = house.gateway->submit(Request(), {}, [&](const Result<Reply>& result) { told = is_forked(result); });
    call.cancel();
    if (!told) wrong |= 2;
    if (!is_forked(Gateway::create(house.runtime, config_for(1)))) wrong |= 4;
    ListenerOptions options;
    options.config.address = "127.0.0.1:0";
    options.config.tls.mode = TlsConfig::Mode::off;
    options.handler = answer_with([](const Request&) { return Reply(); });
    if (!is_forked(Listener::start(house.runtime, options))) wrong |= 8;
    house.gateway->finish_now();
    house.gateway->set_draining();
    house.gateway.reset();
    _exit(wrong);
  }
  BOOST_REQUIRE(child > 0);
  int status = -1;
  BOOST_REQUIRE(waitpid(child, &status, 0) == child);
  BOOST_TEST(status == 0);
  const Asked after(*house.gateway, rows_request(rows_of_gets(1)));
  BOOST_TEST(at(after, "failed") == "0");
}

BOOST_AUTO_TEST_CASE(handle_gives_up_at_its_deadline_even_when_the_worker_is_busy) {
  FlowHouse house(config_for(1), 1);
  Gate gate, blocked;
  house.runtime.core()->reactor(0).post([&] {
    blocked.open();
    gate.wait();
  });
  BOOST_REQUIRE(blocked.wait());
  const auto result = house.gateway->handle(Request(), {.deadline = Deadline::after(50ms)});
  gate.open();
  BOOST_REQUIRE(!result.ok());
  BOOST_TEST((result.error().code() == Errc::deadline_exceeded));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
