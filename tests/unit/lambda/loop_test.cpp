#include "support/raw_server.hpp"

#include <atgateway/lambda.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace atgateway;
using namespace std::chrono_literals;
using test_support::RawServer;
using test_support::SeenRequest;

namespace {

const std::string health =
    R"({"version": "2.0", "rawPath": "/healthz", "requestContext": {"http": {"method": "GET"}}})";

/// Hands out events one after another, then stops the loop; notes what is posted.
struct World {
  std::vector<std::string> events;
  std::string more_headers;
  int status_of_posts = 202;
  milliseconds margin{500};
  bool answers = true;  // otherwise not before it is told to stop
  std::stop_source stop;
  std::vector<AccessRecord> records;
  std::vector<std::string> happened;
  std::vector<Request> asked;
  std::vector<Scope> scopes;
  std::function<Result<Reply>()> answer = [] { return Result<Reply>(Reply()); };
  std::vector<SeenRequest> posts;
  std::jthread stuck;

  Result<void> run() {
    std::size_t next = 0;
    RawServer server({[&](RawServer::Peer& peer, const SeenRequest& request) {
      if (request.head.starts_with("POST")) {
        posts.push_back(request);
        peer.send("HTTP/1.1 " + std::to_string(status_of_posts) + " Well\r\nContent-Length: 0\r\n\r\n");
        return;
      }
      BOOST_TEST(request.line() == "GET /2018-06-01/runtime/invocation/next HTTP/1.1");
      if (next == events.size()) {
        stop.request_stop();
        return peer.wait_for_peer();
      }
      const auto& event = events[next++];
      peer.send("HTTP/1.1 200 OK\r\nLambda-Runtime-Aws-Request-Id: id-" + std::to_string(next) + "\r\n" + more_headers +
                "Content-Length: " + std::to_string(event.size()) + "\r\n\r\n" + event);
    }});
    LambdaOptions options;
    options.runtime_api = "127.0.0.1:" + std::to_string(server.port());
    options.margin = margin;
    options.handler = [this](Request request, Scope scope, Completion completion) {
      asked.push_back(std::move(request));
      scopes.push_back(std::move(scope));
      if (answers) {
        completion(answer());
        return Call();
      }
      stuck = std::jthread([token = scopes.back().stop, completion] {
        std::mutex mutex;
        std::condition_variable_any stopped;
        std::unique_lock lock(mutex);
        stopped.wait(lock, token, [] { return false; });
        completion(Errc::cancelled);
      });
      return Call();
    };
    options.sinks.access = [this](const AccessRecord& record) {
      records.push_back(record);
      records.back().facts = nullptr;
    };
    options.sinks.event = [this](const Event& event) { happened.emplace_back(event.name); };
    return run_lambda(options, stop.get_token());
  }
};

std::string milliseconds_from_now(milliseconds span) {
  const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now().time_since_epoch());
  return std::to_string((now + span).count());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(loop)

BOOST_FIXTURE_TEST_CASE(each_event_gets_its_answer, World) {
  events = {health, health};
  BOOST_TEST(run().ok());
  BOOST_REQUIRE(posts.size() == 2);
  BOOST_TEST(posts[0].line() == "POST /2018-06-01/runtime/invocation/id-1/response HTTP/1.1");
  BOOST_TEST(posts[1].line() == "POST /2018-06-01/runtime/invocation/id-2/response HTTP/1.1");
  BOOST_TEST(posts[0].body.find("\"statusCode\":200") != std::string::npos);
  BOOST_REQUIRE(asked.size() == 2);
  BOOST_TEST(asked[1].target == "/healthz");
  BOOST_TEST(asked[1].request_id == "id-2");
  BOOST_TEST(scopes[0].deadline.is_never());
  BOOST_REQUIRE(records.size() == 2);
  BOOST_TEST(records[0].listener == "lambda");
  BOOST_TEST(records[0].method == "GET");
  BOOST_TEST(records[0].request_bytes == health.size());
  BOOST_TEST(records[0].reply_bytes == posts[0].body.size());
}

BOOST_FIXTURE_TEST_CASE(the_callers_request_id_is_taken_when_it_is_one, World) {
  const auto with = [](const std::string& id) {
    return R"({"version": "2.0", "rawPath": "/", "requestContext": {"http": {"method": "GET"}}, "headers": {"x-request-id": ")" +
           id + "\"}}";
  };
  events = {with("abc.1-2_3"), with("a b"), with(std::string(65, 'a')), with("a~b")};
  BOOST_TEST(run().ok());
  BOOST_REQUIRE(asked.size() == 4);
  BOOST_TEST(asked[0].request_id == "abc.1-2_3");
  BOOST_TEST(asked[1].request_id == "id-2");
  BOOST_TEST(asked[2].request_id == "id-3");
  BOOST_TEST(asked[3].request_id == "id-4");
}

BOOST_FIXTURE_TEST_CASE(an_unreadable_event_is_an_error_and_the_next_is_served, World) {
  events = {"{", health};
  BOOST_TEST(run().ok());
  BOOST_REQUIRE(posts.size() == 2);
  BOOST_TEST(posts[0].line() == "POST /2018-06-01/runtime/invocation/id-1/error HTTP/1.1");
  BOOST_TEST(posts[0].field("lambda-runtime-function-error-type").value_or("") == "Function.bad-json");
  BOOST_TEST(posts[0].body.find("\"errorType\":\"Function.bad-json\"") != std::string::npos);
  BOOST_TEST(posts[1].line().find("id-2/response") != std::string::npos);
  BOOST_TEST(happened.size() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_bug_is_an_error_too, World) {
  events = {health};
  answer = [] { return Result<Reply>(Errc::internal); };
  BOOST_TEST(run().ok());
  BOOST_REQUIRE(posts.size() == 1);
  BOOST_TEST(posts[0].field("lambda-runtime-function-error-type").value_or("") == "Runtime.internal");
}

BOOST_FIXTURE_TEST_CASE(lambdas_deadline_is_the_calls_a_little_sooner, World) {
  events = {health};
  more_headers = "Lambda-Runtime-Deadline-Ms: " + milliseconds_from_now(3600s) + "\r\n";
  BOOST_TEST(run().ok());
  BOOST_REQUIRE(scopes.size() == 1);
  const auto left = scopes[0].deadline.left(Clock::now());
  BOOST_TEST(left <= 3600s - 500ms);
  BOOST_TEST(left > 3500s);
}

BOOST_FIXTURE_TEST_CASE(a_deadline_that_is_over_is_over, World) {
  events = {health};
  more_headers = "Lambda-Runtime-Deadline-Ms: " + milliseconds_from_now(-5s) + "\r\n";
  BOOST_TEST(run().ok());
  BOOST_REQUIRE(scopes.size() == 1);
  BOOST_TEST(scopes[0].deadline.passed(Clock::now()));
}

BOOST_AUTO_TEST_CASE(a_call_that_does_not_end_is_cut) {
  World world;
  world.events = {health};
  world.more_headers = "Lambda-Runtime-Deadline-Ms: " + milliseconds_from_now(0s) + "\r\n";
  world.margin = 1ms;
  world.answers = false;
  BOOST_TEST(world.run().ok());
  BOOST_REQUIRE(world.posts.size() == 1);
  BOOST_TEST(world.posts[0].field("lambda-runtime-function-error-type").value_or("") == "Runtime.cancelled");
}

BOOST_FIXTURE_TEST_CASE(a_refused_answer_does_not_end_it_but_a_lost_container_does, World) {
  events = {health, health};
  status_of_posts = 413;
  BOOST_TEST(run().ok());
  BOOST_TEST(posts.size() == 2);
  BOOST_TEST(happened.size() == 2);

  World lost;
  lost.events = {health, health};
  lost.status_of_posts = 500;
  BOOST_TEST((lost.run().error().code() == Errc::internal));
  BOOST_TEST(lost.posts.size() == 1);
}

BOOST_AUTO_TEST_CASE(what_it_cannot_run_with) {
  LambdaOptions options;
  options.handler = [](Request, Scope, Completion) { return Call(); };
  for (const char* address :
       {"", "host", ":1", "host:", "host:x", "host:123456", "http://host:1", "a b:1", "a\r\nb:1"}) {
    options.runtime_api = address;
    const auto outcome = run_lambda(options);
    BOOST_TEST((!outcome.ok() && outcome.error().code() == Errc::bad_config), address);
  }
  options.runtime_api = "127.0.0.1:1";
  options.handler = nullptr;
  BOOST_TEST((run_lambda(options).error().code() == Errc::bad_config));
}

BOOST_AUTO_TEST_CASE(an_init_error_says_why) {
  RawServer server({[](RawServer::Peer& peer, const SeenRequest&) {
    peer.send("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
  }});
  BOOST_TEST(
      report_lambda_init_error("127.0.0.1:" + std::to_string(server.port()), Error(Errc::bad_config, "it is \"odd\""))
          .ok());
  const auto seen = server.seen();
  BOOST_TEST(seen[0].line() == "POST /2018-06-01/runtime/init/error HTTP/1.1");
  BOOST_TEST(seen[0].body.find(R"(it is \"odd\")") != std::string::npos);
  BOOST_TEST(seen[0].field("lambda-runtime-function-error-type").value_or("") == "Runtime.bad-config");
}

BOOST_AUTO_TEST_SUITE_END()
