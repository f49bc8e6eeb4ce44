// Runs every file of cases/ through a listener, a gateway and an upstream, all on real sockets.
#include "base/digest.hpp"
#include "flow/case_file.hpp"
#include "flow/flow_house.hpp"
#include "flow/pattern.hpp"
#include "support/raw_server.hpp"
#include "unit/wire/packing.hpp"
#include "wire/content_coding.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <ostream>

namespace atgateway::test {
namespace {

using test_support::RawServer;
using test_support::SeenRequest;

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(ATGATEWAY_SOURCE_DIR "/tests/flow/cases")) {
    names.push_back(file.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool has_field(const CaseMessage& message, std::string_view name) {
  return std::any_of(message.fields.begin(), message.fields.end(), [&](const auto& field) {
    return std::equal(field.first.begin(), field.first.end(), name.begin(), name.end(),
                      [](char a, char b) { return std::tolower(a) == std::tolower(b); });
  });
}

RawServer::Act act_of(const CaseMessage& answer) {
  if (answer.first == "close") return test_support::close_without_answer();
  if (answer.first == "reset") return test_support::reset();
  if (answer.first == "garbage") return test_support::garbage();
  if (answer.first == "silence") return test_support::never_answer();
  std::string fields;
  for (const auto& [name, value] : answer.fields) fields.append(name).append(": ").append(value).append("\r\n");
  return test_support::answer(std::stoi(answer.first), answer.body, fields);
}

/// The configuration is read as a file and an environment would be.
Config config_of(const Case& scenario, const std::string& upstream) {
  ConfigSources sources;
  sources.environment["ATGATEWAY_TLS_MODE"] = "off";
  bool own_upstreams = false;
  for (const auto& [key, value] : scenario.config) {
    std::string name = "ATGATEWAY_";
    for (const char c : key) name += c == '.' ? '_' : static_cast<char>(std::toupper(c));
    own_upstreams = own_upstreams || key.substr(0, 9) == "upstreams";
    sources.environment[name] = with_upstream(value, upstream);
  }
  if (!own_upstreams) sources.environment["ATGATEWAY_UPSTREAM"] = upstream + "/api";
  auto loaded = load_config(sources);
  if (!loaded) {
    throw std::runtime_error(std::string(loaded.error().field()) + ": " + std::string(loaded.error().detail()));
  }
  return std::move(loaded->config);
}

std::string request_bytes(const CaseExchange& exchange, const std::string& upstream) {
  const auto& request = exchange.request;
  auto body = with_upstream(request.body, upstream);
  if (exchange.how == "gzip") body = pack(body, 31);
  auto bytes = request.first + "\r\n";
  if (!has_field(request, "Host")) bytes += "Host: gateway.test\r\n";
  for (const auto& [name, value] : request.fields) {
    bytes.append(name).append(": ").append(with_upstream(value, upstream)).append("\r\n");
  }
  if (exchange.how == "chunked") {
    bytes += "Transfer-Encoding: chunked\r\n\r\n";
    for (std::size_t at = 0; at < body.size(); at += 7) {
      const auto piece = body.substr(at, 7);
      bytes += std::to_string(piece.size()) + "\r\n" + piece + "\r\n";
    }
    return bytes + "0\r\n\r\n";
  }
  if (request.first.substr(0, 4) == "POST" && !has_field(request, "Content-Length")) {
    bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  }
  return bytes + "\r\n" + body;
}

void check_fields(const CaseMessage& wanted, const std::function<std::optional<std::string>(std::string_view)>& find) {
  for (const auto& [name, value] : wanted.fields) {
    if (name.front() == '!') {
      BOOST_TEST(!find(std::string_view(name).substr(1)).has_value(), name.substr(1) << " is there");
      continue;
    }
    const auto found = find(name);
    BOOST_TEST(found.has_value(), name << " is missing");
    if (found && value != "*") BOOST_TEST(*found == value, name << " is " << *found << ", not " << value);
  }
}

void check_body(const std::string& wanted, const std::string& seen) {
  if (wanted.empty()) {
    BOOST_TEST(seen == "");
    return;
  }
  if (wanted == "*") return;
  BOOST_TEST(matches_json(compact_json(wanted), compact_json(seen)), "wanted\n"
                                                                         << compact_json(wanted) << "\ngot\n"
                                                                         << compact_json(seen));
}

void check_upstream(const Case& scenario, const std::vector<SeenRequest>& seen) {
  BOOST_TEST(seen.size() == scenario.sees.size());
  for (std::size_t i = 0; i < std::min(seen.size(), scenario.sees.size()); ++i) {
    BOOST_TEST_CONTEXT("upstream call " << i) {
      BOOST_TEST(seen[i].line() == scenario.sees[i].first + " HTTP/1.1");
      check_fields(scenario.sees[i], [&](std::string_view name) { return seen[i].field(name); });
      check_body(scenario.sees[i].body, seen[i].body);
    }
  }
}

/// The body as it was before it was packed.
std::string plain_body(const SeenReply& reply) {
  auto plain = wire::decode_content(reply.field("Content-Encoding"), reply.body, 64U << 20);
  BOOST_REQUIRE(plain.ok());
  return *std::move(plain);
}

void check_reply(const CaseMessage& wanted, const SeenReply& reply) {
  BOOST_TEST(std::to_string(reply.status) == wanted.first);
  check_fields(wanted, [&](std::string_view name) -> std::optional<std::string> {
    auto value = reply.field(name);
    if (value.empty()) return std::nullopt;
    return value;
  });
  BOOST_TEST(reply.field("Server") == "atgateway");
  BOOST_TEST(reply.field("x-request-id") != "");
  if (const auto sum = reply.field("Content-MD5"); !sum.empty()) BOOST_TEST(sum == base::md5_base64(reply.body));
  const auto body = plain_body(reply);
  check_body(wanted.body, body);
  BOOST_TEST(body.find(secret_word) == std::string::npos);
  BOOST_TEST(reply.head.find(secret_word) == std::string::npos);
}

void run(const Case& scenario) {
  std::vector<RawServer::Act> acts;
  for (const auto& answer : scenario.answers) acts.push_back(act_of(answer));
  if (acts.empty()) acts.push_back(test_support::answer(500, "{}"));
  RawServer upstream(std::move(acts));
  FlowHouse house(config_of(scenario, url_of(upstream.port())));
  Caller caller(house.open());
  for (const auto& exchange : scenario.exchanges) {
    const auto reply = caller.ask(request_bytes(exchange, url_of(upstream.port())));
    BOOST_REQUIRE(reply.has_value());
    check_reply(exchange.reply, *reply);
  }
  check_upstream(scenario, upstream.seen());
  for (const auto& line : house.lines().wait_for(2)) {
    BOOST_TEST(line.find(secret_word) == std::string::npos, line);
    BOOST_TEST(line.find("Madrid") == std::string::npos, line);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(cases)

BOOST_DATA_TEST_CASE(a_whole_exchange, boost::unit_test::data::make(case_names()), name) {
  run(read_case(ATGATEWAY_SOURCE_DIR "/tests/flow/cases/" + name + ".txt", name));
}

BOOST_AUTO_TEST_CASE(a_pattern_matches_what_it_says_and_nothing_else) {
  BOOST_TEST(matches_json(R"({"a":"*","b":1})", R"({"a":"x\"y","b":1})"));
  BOOST_TEST(!matches_json(R"({"a":"*","b":1})", R"({"a":"x","b":2})"));
  BOOST_TEST(!matches_json(R"({"a":"*"})", R"({"a":1})"));
  BOOST_TEST(!matches_json(R"({"a":"*"})", R"({"a":"x)"));
  BOOST_TEST(compact_json("{ \"a b\" : [ 1, \"\\\" x\" ] }\n") == R"({"a b":[1,"\" x"]})");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
