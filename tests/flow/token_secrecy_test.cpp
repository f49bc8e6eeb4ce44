// A token is in no log line, no event and no reply, whatever goes wrong.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "flow/gate.hpp"

#include <boost/test/unit_test.hpp>

namespace atgateway::test {
namespace {

using test_support::RawServer;

/// Says back all that it was told, as careless servers do.
RawServer::Act echo(int status) {
  return [status](RawServer::Peer& peer, const test_support::SeenRequest& request) {
    std::string told;
    for (const char c : request.head) told += c < ' ' || c == '"' ? ' ' : c;
    peer.send(test_support::reply_text(status, R"({"error": ")" + told + R"(", "quota": true})"));
  };
}

std::string post(const std::string& body, const std::string& fields = "",
                 const std::string& path = "/v1/rows/geocode") {
  return "POST " + path +
         " HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + fields + "\r\n" + body;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(token_secrecy)

BOOST_AUTO_TEST_CASE(a_whole_run_never_shows_it) {
  RawServer upstream({echo(401), echo(403), echo(429), echo(400), echo(500), echo(302), echo(404),
                      test_support::reset(), test_support::close_without_answer(), test_support::garbage(),
                      test_support::truncated_body(), test_support::two_lengths(),
                      test_support::answer(200, "{not json sesame-1"), test_support::answer(200, R"(["sesame-1"])"),
                      answer_match()});
  FlowHouse house(config_for(upstream.port()));
  house.open();
  const std::string good = R"({"api_access_token": "sesame-1", "row": ["Madrid"]})";
  std::vector<std::string> requests(15, post(good));
  for (
      const auto& body : {
          std::string(R"({"api_access_token": "sesame 1", "row": ["Madrid"]})"),
          std::string(R"({"api_access_token": ["sesame-1"], "row": ["Madrid"]})"),
          std::string(R"({"api_access_token": "sesame-1", "api_access_token": "sesame-2", "row": ["Madrid"]})"),
          std::string(R"({"api_access_token": "sesame-1", "row": ["Madrid")"),
          std::string(R"({"api_access_token": "sesame-1", "rows": "sesame-1"})"),
          std::string(R"({"api_access_token": "sesame-1", "include": ["sesame-1"], "row": []})"),
          std::string(R"({"api_access_token": "sesame-1", "api_base_url": "https://sesame-1@x.test", "row": []})"),
          std::string(
              R"({"api_access_token": "sesame-1", "on_error": "fail", "row": {"address": "a", "country": "sesame-1"}})"),
          std::string(R"({"api_access_token": "sesame-1", "row": {"address": "a", "options": "sesame-1"}})"),
          std::string(R"({"api_access_token": "sesame-1", "errors": "body", "protocol": "sesame-1", "row": []})"),
          std::string(R"({"api_access_token": "sesame-1", "request_key": "sesame-1", "row": null})"),
      }) {
    requests.push_back(post(body));
  }
  requests.push_back(post(good, "Authorization: Bearer sesame-1 sesame-2\r\n"));
  requests.push_back(post(R"({"row": ["Madrid"]})", "Authorization: Bearer sesame\xc3\xa9\r\n"));
  requests.push_back(post(good, "X-Request-Id: <sesame-1>\r\n"));
  requests.push_back(post(good, "", "/v1/rows/geocode?token=sesame-1"));
  requests.push_back(post(good, "", "/v1/rows/sesame-1"));
  requests.push_back("GET /v1/whoami?sesame-1 HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer sesame-1\r\n\r\n");
  requests.push_back("sesame-1 /sesame-1 HTTP/1.1\r\nHost: h\r\n\r\n");
  requests.push_back("GET /sesame-1 HTTP/1.1\r\nHost: h\r\nsesame-1\r\n\r\n");
  for (const auto& request : requests) {
    Caller caller(house.listener->address());
    const auto reply = caller.ask(request);
    BOOST_REQUIRE(reply.has_value());
    const bool paid_for = reply->body.find(R"("status":"ok")") != std::string::npos;
    if (!paid_for) BOOST_TEST(reply->body.find(secret_word) == std::string::npos, request << "\n" << reply->body);
    BOOST_TEST(reply->head.find(secret_word) == std::string::npos, reply->head);
  }
  BOOST_TEST(upstream.requests() >= 15U);
  const auto lines = house.lines().wait_for(2 * requests.size());
  for (const auto& line : lines) {
    BOOST_TEST(line.find(secret_word) == std::string::npos, line);
    BOOST_TEST(line.find("Madrid") == std::string::npos, line);
    const bool own_address = line.find("listening") != std::string::npos;
    if (!own_address) BOOST_TEST(line.find("127.0.0.1") == std::string::npos, line);
  }
  BOOST_TEST(house.gateway->status_json().find(secret_word) == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
