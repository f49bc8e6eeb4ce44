#include <atgateway/call.hpp>

#include "runtime/core.hpp"

#include <boost/test/unit_test.hpp>

#include <future>
#include <new>
#include <stdexcept>

using namespace std::chrono_literals;
using namespace atgateway;

namespace {

struct Came {
  Result<Reply> result;
  bool after_return;
  bool on_worker;
};

/// Asks on a worker's thread, as a listener does.
Came ask(std::function<Reply(const Request&)> answer) {
  RuntimeOptions options;
  options.workers = 1;
  auto runtime = std::move(Runtime::start(options).value());
  std::promise<Came> came;
  auto future = came.get_future();
  runtime.core()->reactor(0).post([&, handler = answer_with(std::move(answer))] {
    auto returned = std::make_shared<bool>(false);
    Request request;
    request.target = "/asked";
    auto call = handler(std::move(request), {}, [&, returned](Result<Reply> result) {
      came.set_value({std::move(result), *returned, runtime.on_runtime_thread()});
    });
    call.cancel();  // too late or not: it is answered
    *returned = true;
  });
  BOOST_REQUIRE((future.wait_for(20s) == std::future_status::ready));
  return future.get();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(answer_with)

BOOST_AUTO_TEST_CASE(answers_on_the_same_thread_after_it_has_returned) {
  const auto came = ask([](const Request& request) {
    Reply reply;
    reply.status = 201;
    reply.body = request.target;
    return reply;
  });
  BOOST_REQUIRE(came.result.ok());
  BOOST_TEST(came.result->status == 201);
  BOOST_TEST(came.result->body == "/asked");
  BOOST_TEST(came.after_return);
  BOOST_TEST(came.on_worker);
}

BOOST_AUTO_TEST_CASE(what_the_function_throws_becomes_an_error) {
  const auto failed = ask([](const Request&) -> Reply { throw std::runtime_error("sesame"); });
  BOOST_REQUIRE(!failed.result.ok());
  BOOST_TEST((failed.result.error().code() == Errc::internal));
  BOOST_TEST(failed.result.error().detail().find("sesame") == std::string::npos);
  const auto hungry = ask([](const Request&) -> Reply { throw std::bad_alloc(); });
  BOOST_REQUIRE(!hungry.result.ok());
  BOOST_TEST((hungry.result.error().code() == Errc::out_of_memory));
  const auto empty = ask({});
  BOOST_TEST(!empty.result.ok());
}

BOOST_AUTO_TEST_SUITE_END()
