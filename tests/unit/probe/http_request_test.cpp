// The bytes of a request, what cannot be one, and that nothing of its token is left behind in memory.
#include "probe/http_request.hpp"

#include "support/raw_server.hpp"

#include <malloc.h>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdlib>
#include <new>
#include <string>
#include <string_view>

using namespace atgateway;
using namespace atgateway::probe;
using namespace atgateway::test_support;

// --- every block that this program frees is looked at while somebody watches -----------------------------------------

namespace {

struct Watch {
  std::string_view what;  ///< found in no freed block, if all is well
  std::size_t found = 0;
  std::size_t looked = 0;
};
thread_local Watch* watching = nullptr;

void look_and_free(void* block) noexcept {
  if (block != nullptr && watching != nullptr) {
    const std::string_view bytes(static_cast<const char*>(block), malloc_usable_size(block));
    ++watching->looked;
    if (bytes.find(watching->what) != std::string_view::npos) ++watching->found;
  }
  std::free(block);
}

void* allocate(std::size_t size) {
  if (void* const block = std::malloc(size == 0 ? 1 : size)) return block;
  throw std::bad_alloc();
}

class Watching {
 public:
  explicit Watching(std::string_view what) {
    watch_.what = what;
    watching = &watch_;
  }
  ~Watching() { watching = nullptr; }
  Watching(const Watching&) = delete;
  Watching& operator=(const Watching&) = delete;
  [[nodiscard]] const Watch& get() const noexcept { return watch_; }

 private:
  Watch watch_;
};

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return std::malloc(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return std::malloc(size); }
void operator delete(void* block) noexcept { look_and_free(block); }
void operator delete[](void* block) noexcept { look_and_free(block); }
void operator delete(void* block, std::size_t) noexcept { look_and_free(block); }
void operator delete[](void* block, std::size_t) noexcept { look_and_free(block); }
void operator delete(void* block, const std::nothrow_t&) noexcept { look_and_free(block); }
void operator delete[](void* block, const std::nothrow_t&) noexcept { look_and_free(block); }

namespace {

HttpQuestion plain_get() {
  HttpQuestion question;
  question.tls = false;
  question.host = "gateway.test";
  question.port = 80;
  return question;
}

std::string bytes_of(const HttpQuestion& question) { return std::string(RequestBytes(question).get()); }

std::string body_of(const HttpQuestion& question) {
  const std::string all = bytes_of(question);
  const auto end = all.find("\r\n\r\n");
  BOOST_REQUIRE(end != std::string::npos);
  const std::string body = all.substr(end + 4);
  BOOST_TEST(all.find("\r\nContent-Length: " + std::to_string(body.size()) + "\r\n") != std::string::npos, all);
  return body;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http_request)

BOOST_AUTO_TEST_CASE(a_get) {
  HttpQuestion question = plain_get();
  question.path = "/healthz?deep=1";
  BOOST_TEST(bytes_of(question) ==
             "GET /healthz?deep=1 HTTP/1.1\r\nHost: gateway.test\r\nUser-Agent: atgateway-doctor\r\nAccept: */*\r\n"
             "Connection: close\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(a_post_with_a_token_and_a_body) {
  const Secret token("abc.def-123");
  HttpQuestion question = plain_get();
  question.method = "POST";
  question.bearer = &token;
  question.body = R"({"a":1})";
  BOOST_TEST(bytes_of(question) ==
             "POST / HTTP/1.1\r\nHost: gateway.test\r\nUser-Agent: atgateway-doctor\r\nAccept: */*\r\n"
             "Connection: close\r\nAuthorization: Bearer abc.def-123\r\nContent-Type: application/json\r\n"
             "Content-Length: 7\r\n\r\n{\"a\":1}");
  question.body.clear();
  const std::string empty = bytes_of(question);
  BOOST_TEST(empty.ends_with("\r\nContent-Length: 0\r\n\r\n"), empty);
  BOOST_TEST(empty.find("Content-Type") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_host_field) {
  const struct {
    const char* host;
    std::uint16_t port;
    bool tls;
    const char* field;
  } table[] = {
      {"a.test", 443, true, "a.test"},       {"a.test", 80, true, "a.test:80"}, {"a.test", 80, false, "a.test"},
      {"a.test", 443, false, "a.test:443"},  {"::1", 443, true, "[::1]"},       {"::1", 8443, true, "[::1]:8443"},
      {"192.0.2.1", 443, true, "192.0.2.1"},
  };
  for (const auto& [host, port, tls, field] : table) {
    HttpQuestion question = plain_get();
    question.host = host;
    question.port = port;
    question.tls = tls;
    const std::string all = bytes_of(question);
    BOOST_TEST(all.find(std::string("\r\nHost: ") + field + "\r\n") != std::string::npos, all);
  }
}

BOOST_AUTO_TEST_CASE(a_token_spliced_into_the_body) {
  const Secret plain("abcdef");
  const Secret odd("a\"b\\c\nd");
  const struct {
    const char* body;
    const Secret* token;
    const char* sent;
  } table[] = {
      {"{}", &plain, R"({"api_access_token":"abcdef"})"},
      {" { } ", &plain, R"({"api_access_token":"abcdef"})"},
      {R"({"a":1})", &plain, R"({"api_access_token":"abcdef","a":1})"},
      {" {\n \"a\": {}} ", &plain, R"({"api_access_token":"abcdef","a": {}})"},
      {"{}", &odd, R"({"api_access_token":"a\"b\\c\nd"})"},
  };
  for (const auto& [body, token, sent] : table) {
    HttpQuestion question = plain_get();
    question.method = "POST";
    question.body = body;
    question.body_token = token;
    BOOST_TEST(unfit(question) == "");
    BOOST_TEST(body_of(question) == sent);
  }
}

BOOST_AUTO_TEST_CASE(what_would_break_out_of_its_line_is_unfit) {
  BOOST_TEST(unfit(plain_get()) == "");
  for (const std::string bad : {"", "GET /x", "GE\r\nT", "G\tT", "G\x80", "G\x7f"}) {
    HttpQuestion question = plain_get();
    question.method = bad;
    BOOST_TEST(unfit(question) == "the method cannot stand in a request", bad);
  }
  for (const std::string bad : {"", "x", "http://a/", "/a b", "/a\r\nX: y", "/\xc3\xa4"}) {
    HttpQuestion question = plain_get();
    question.path = bad;
    BOOST_TEST(unfit(question) == "the path cannot stand in a request", bad);
  }
  for (const std::string& bad : {std::string(), std::string("a b"), std::string("a\r\nX: y"), std::string("a\0b", 3)}) {
    HttpQuestion question = plain_get();
    question.host = bad;
    BOOST_TEST(unfit(question) == "the host cannot stand in a request", bad);
  }
  for (const std::string bad : {"", "a b", "a\r\nX: y", "a,b", "\xc3\xa4"}) {
    const Secret token(bad);
    HttpQuestion question = plain_get();
    question.bearer = &token;
    BOOST_TEST(unfit(question) == "the token has characters that tokens do not have", bad);
  }
  const Secret token("abcdef");
  for (const std::string bad : {"", "{", "[]", "[{}", "\"{}\"", "null"}) {
    HttpQuestion question = plain_get();
    question.body = bad;
    BOOST_TEST(unfit(question) == "");
    question.body_token = &token;
    BOOST_TEST(unfit(question) == "the body cannot take a token", bad);
  }
}

BOOST_AUTO_TEST_CASE(the_watch_sees_what_is_left_behind) {
  const Watching watch("left-behind-token");
  { const std::string careless("a long string with a left-behind-token in it, on the heap"); }
  BOOST_TEST(watch.get().found == 1U);
}

BOOST_AUTO_TEST_CASE(the_bytes_are_overwritten_when_they_go) {
  const Secret token("watched-token-of-the-request");
  for (const std::size_t padding : {0U, 10U, 100U, 5000U, 100'000U}) {
    HttpQuestion question = plain_get();
    question.method = "POST";
    question.path = "/" + std::string(padding, 'p');
    question.body = "{\"a\":\"" + std::string(padding, 'b') + "\"}";
    question.bearer = &token;
    question.body_token = &token;
    const Watching watch(token.reveal());
    { const RequestBytes bytes(question); }
    BOOST_TEST(watch.get().found == 0U, padding);
    BOOST_TEST(watch.get().looked > 0U);
  }
}

BOOST_AUTO_TEST_CASE(a_token_of_quotes_only_has_room_too) {
  const Secret token(std::string(3000, '"') + std::string(3000, '\x01') + "watched-end");
  HttpQuestion question = plain_get();
  question.body = "{}";
  question.body_token = &token;
  const Watching watch("watched-end");
  { const RequestBytes bytes(question); }
  BOOST_TEST(watch.get().found == 0U);
}

BOOST_AUTO_TEST_CASE(nothing_is_left_of_it_after_a_whole_question) {
  for (const bool answers : {true, false}) {
    RawServer server({answers ? answer(200, "{}") : reset()});
    const Secret token("watched-token-of-a-whole-question");
    HttpQuestion question = plain_get();
    question.addresses = {*net::SocketAddress::parse_ip("127.0.0.1", server.port())};
    question.method = "POST";
    question.body = "{}";
    question.bearer = &token;
    question.body_token = &token;
    const Watching watch(token.reveal());
    const std::string_view outcome = to_text(ask_http(question, {}).outcome);
    BOOST_TEST(watch.get().found == 0U);
    BOOST_TEST(outcome == (answers ? "answered" : "reset"));
    BOOST_TEST(server.seen().at(0).field("authorization").value() == "Bearer watched-token-of-a-whole-question");
  }
}

BOOST_AUTO_TEST_SUITE_END()
