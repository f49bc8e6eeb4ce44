#include <atgateway/sandbox.hpp>

#include <boost/test/unit_test.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <optional>
#include <string>

using namespace atgateway;

namespace {

Runtime started() {
  auto runtime = Runtime::start({.workers = 2});
  BOOST_REQUIRE(runtime.ok());
  return std::move(*runtime);
}

Sandbox start(Runtime& runtime, SandboxOptions options = {}) {
  auto sandbox = Sandbox::start(runtime, std::move(options));
  BOOST_REQUIRE_MESSAGE(sandbox.ok(), (sandbox.ok() ? "" : std::string(sandbox.error().detail())));
  return std::move(*sandbox);
}

// Sends a request and reads until the other side closes; what came, or nothing when it was closed without a byte.
std::string ask(const Sandbox& sandbox, std::string_view target, std::string_view method = "GET") {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  BOOST_REQUIRE(fd >= 0);
  const timeval patience{.tv_sec = 20, .tv_usec = 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  to.sin_port =
      htons(static_cast<std::uint16_t>(std::stoul(sandbox.address().substr(sandbox.address().rfind(':') + 1))));
  BOOST_REQUIRE(::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
  std::string request(method);
  request.append(" ").append(target).append(" HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n");
  request.append("Authorization: Bearer sandbox-token\r\n\r\n");
  BOOST_REQUIRE(::send(fd, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size()));
  std::string reply;
  char buffer[4096];
  ssize_t got = 0;
  while ((got = ::recv(fd, buffer, sizeof buffer, 0)) > 0) reply.append(buffer, static_cast<std::size_t>(got));
  BOOST_TEST((got == 0 || errno == ECONNRESET));  // not our patience
  ::close(fd);
  return reply;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

constexpr std::string_view geocode_madrid = "/v3/lds/geocoding/geocode?address=Madrid";

}  // namespace

BOOST_AUTO_TEST_SUITE(sandbox)

BOOST_AUTO_TEST_CASE(answers_over_a_socket) {
  auto runtime = started();
  auto sandbox = start(runtime);
  BOOST_TEST(sandbox.url() == "http://" + sandbox.address());
  BOOST_TEST(sandbox.address().starts_with("127.0.0.1:"));
  const auto reply = ask(sandbox, geocode_madrid);
  BOOST_TEST(reply.starts_with("HTTP/1.1 200 "), reply);
  BOOST_TEST(has(reply, "atgateway-sandbox: 1\r\n"), reply);
  BOOST_TEST(has(reply, R"("latitude":40.4165)"), reply);
  BOOST_TEST(has(ask(sandbox, "/_sandbox/ledger"), R"("metered_rows":1)"));
  BOOST_TEST(has(sandbox.ledger(), R"("outcome":"ok")"));
  sandbox.clear_ledger();
  BOOST_TEST(sandbox.ledger() == R"({"sandbox":true,"calls":[],"dropped":0,"metered_rows":0})");
}

BOOST_AUTO_TEST_CASE(a_reset_sends_no_byte_and_is_charged) {
  auto runtime = started();
  auto sandbox = start(runtime, {.reset_rate = 1});
  BOOST_TEST(ask(sandbox, geocode_madrid).empty());
  BOOST_TEST(has(sandbox.ledger(), R"("outcome":"reset")"));
  BOOST_TEST(has(sandbox.ledger(), R"("metered_rows":1})"));
  BOOST_TEST(has(ask(sandbox, "/_sandbox/ledger"), R"("n":1)"));  // the ledger is never lost
}

BOOST_AUTO_TEST_CASE(latency_is_waited_for) {
  auto runtime = started();
  auto sandbox = start(runtime, {.latency = milliseconds(120)});
  const auto begin = Clock::now();
  BOOST_TEST(ask(sandbox, geocode_madrid).starts_with("HTTP/1.1 200 "));
  BOOST_TEST((Clock::now() - begin >= milliseconds(120)));
}

BOOST_AUTO_TEST_CASE(ends_while_a_call_waits) {
  auto runtime = started();
  std::optional<Sandbox> sandbox = start(runtime, {.latency = std::chrono::minutes(30)});
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  to.sin_port =
      htons(static_cast<std::uint16_t>(std::stoul(sandbox->address().substr(sandbox->address().rfind(':') + 1))));
  BOOST_REQUIRE(::connect(fd, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0);
  constexpr std::string_view request =
      "GET /v3/lds/geocoding/geocode?address=Madrid HTTP/1.1\r\nHost: s\r\nAuthorization: Bearer sandbox-token\r\n\r\n";
  BOOST_REQUIRE(::send(fd, request.data(), request.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(request.size()));
  while (!has(sandbox->ledger(), R"("n":1)")) ::usleep(1000);
  sandbox.reset();
  char byte = 0;
  BOOST_TEST(::recv(fd, &byte, 1, 0) <= 0);
  ::close(fd);
}

BOOST_AUTO_TEST_CASE(the_network_is_refused_unless_allowed) {
  auto runtime = started();
  for (const auto* address : {"0.0.0.0:0", "[::]:0", "192.0.2.1:0"}) {
    const auto sandbox = Sandbox::start(runtime, {.listen = address});
    BOOST_TEST_REQUIRE(!sandbox.ok(), address);
    BOOST_TEST((sandbox.error().code() == Errc::bad_config));
    BOOST_TEST(sandbox.error().field() == "/listen");
  }
  BOOST_TEST(Sandbox::start(runtime, {.listen = "0.0.0.0:0", .on_network = true}).ok());
  const auto named = Sandbox::start(runtime, {.listen = "localhost:0"});
  BOOST_TEST((!named.ok() && named.error().code() == Errc::bad_config));
  const auto tls = Sandbox::start(runtime, {.tls = {.certificate = "/nowhere.pem", .key = "/nowhere.pem"}});
  BOOST_TEST((!tls.ok() && tls.error().code() == Errc::tls_setup_failed));
  const auto rate = Sandbox::start(runtime, {.error_rate = 2});
  BOOST_TEST((!rate.ok() && rate.error().field() == "/error_rate"));
}

BOOST_AUTO_TEST_SUITE_END()
