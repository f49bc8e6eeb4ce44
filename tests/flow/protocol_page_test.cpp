// docs/protocol.md tells the truth: each request there, answered as told there, gives the reply there. They go through
// a listener, a gateway and an upstream, on real sockets.
//
//   ```json request SERVICE [dry-run]     a body for /v1/rows/SERVICE, sent with `Authorization: Bearer sandbox-token`
//   ```http request                       a whole request; its Host and length are left out
//   ```json carto METHOD TARGET [-> N]    a call that CARTO gets, and what it answers (200, or N)
//   ```json reply                         the reply's body, of status 200
//   ```http reply                         the whole reply, as far as it is told
//
// A text of a reply that ends in … may go on.
// A request, its calls in their order, its reply. Other fences (sql, text) are not run.
#include "flow/flow_house.hpp"
#include "service/options_text.hpp"
#include "support/raw_server.hpp"

#include <atgateway/service.hpp>

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <vector>

namespace atgateway::test {
namespace {

/// A fenced block: the words after the backticks, and what is inside.
struct Block {
  std::vector<std::string> words;
  std::string text;
  std::size_t line = 0;

  [[nodiscard]] bool is(std::string_view what) const { return words.at(1) == what; }
  [[nodiscard]] bool whole() const { return words.front() == "http"; }
};

constexpr const char* page = ATGATEWAY_SOURCE_DIR "/docs/protocol.md";

std::vector<Block> blocks_of_page() {
  std::ifstream file(page);
  std::vector<Block> blocks;
  bool inside = false, kept = false;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    if (line.starts_with("```")) {
      if (!inside) {
        std::istringstream words(line.substr(3));
        Block block{{std::istream_iterator<std::string>(words), {}}, "", number};
        kept = block.words.size() > 1 && (block.words[0] == "json" || block.words[0] == "http");
        if (kept) blocks.push_back(std::move(block));
      }
      inside = !inside;
    } else if (inside && kept) {
      blocks.back().text += line + "\n";
    }
  }
  return blocks;
}

struct Example {
  Block request, reply;
  std::vector<Block> calls;
};

std::vector<Example> examples_of_page() {
  std::vector<Example> examples;
  const auto blocks = blocks_of_page();
  for (std::size_t at = 0; at < blocks.size(); ++at) {
    BOOST_TEST_CONTEXT("line " << blocks[at].line) {
      BOOST_REQUIRE(blocks[at].is("request"));
      Example example{blocks[at], {}, {}};
      while (++at < blocks.size() && blocks[at].is("carto")) example.calls.push_back(blocks[at]);
      BOOST_REQUIRE(at < blocks.size());
      BOOST_REQUIRE(blocks[at].is("reply"));
      example.reply = blocks[at];
      examples.push_back(std::move(example));
    }
  }
  return examples;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// The page's upstream speaks TLS; the test's does not.
constexpr std::string_view told_url = "https://carto.example.com/api", real_url = "http://carto.example.com/api";

/// First line and fields, and the body behind the empty line.
struct Message {
  std::vector<std::string> lines;
  std::string body;
};

Message split(const std::string& text) {
  const auto end = text.find("\n\n");
  Message message;
  std::istringstream head(text.substr(0, end));
  for (std::string line; std::getline(head, line);) message.lines.push_back(line);
  if (end != std::string::npos) message.body = text.substr(end + 2);
  return message;
}

Message message_of(const Block& request) {
  if (request.whole()) return split(request.text);
  const bool dry = request.words.size() > 3 && request.words[3] == "dry-run";
  return {{"POST /v1/rows/" + request.words.at(2) + (dry ? "?dry_run=1" : "") + " HTTP/1.1",
           "Content-Type: application/json", "Authorization: Bearer sandbox-token"},
          request.text};
}

std::string bytes_of(const Block& request) {
  const auto message = message_of(request);
  const auto body = replaced(message.body, told_url, real_url);
  std::string bytes;
  for (const auto& line : message.lines) bytes.append(line) += "\r\n";
  bytes += "Host: gateway.test\r\nx-request-id: 4c1f\r\nContent-Length: " + std::to_string(body.size());
  return bytes + "\r\n\r\n" + body;
}

std::string canonical(const std::string& text) {
  const auto document = json::Document::parse(text);
  BOOST_REQUIRE(document.ok());
  std::string out;
  service::append_canonical(out, document->root());
  return out;
}

/// Both canonical. A text that is told with … at its end is compared up to there.
bool tells(std::string_view told, std::string_view seen) {
  constexpr std::string_view cut = "…\"";
  for (auto at = told.find(cut); at != std::string_view::npos; at = told.find(cut)) {
    if (told.substr(0, at) != seen.substr(0, at)) return false;
    told.remove_prefix(at + cut.size());
    seen.remove_prefix(at);
    std::size_t end = 0;
    while (end < seen.size() && seen[end] != '"') end += seen[end] == '\\' ? 2U : 1U;
    if (end >= seen.size()) return false;
    seen.remove_prefix(end + 1);
  }
  return told == seen;
}

void check_body(const std::string& told, const std::string& seen) {
  const auto wanted = canonical(told), got = canonical(seen);
  BOOST_TEST(tells(wanted, got), "told\n" << wanted << "\nseen\n" << got);
}

void check_reply(const Block& told, const SeenReply& seen) {
  const auto body = replaced(seen.body, real_url, told_url);
  if (!told.whole()) {
    BOOST_TEST(seen.status == 200);
    check_body(told.text, body);
    return;
  }
  const auto message = split(told.text);
  BOOST_TEST(seen.head.substr(0, 12) == message.lines.at(0).substr(0, 12));
  for (std::size_t at = 1; at < message.lines.size(); ++at) {
    const auto colon = message.lines[at].find(": ");
    BOOST_REQUIRE(colon != std::string::npos);
    BOOST_TEST(seen.field(message.lines[at].substr(0, colon)) == message.lines[at].substr(colon + 2));
  }
  check_body(message.body, body);
}

void run(const Example& example) {
  std::vector<test_support::RawServer::Act> acts;
  for (const auto& call : example.calls) {
    const auto& words = call.words;
    acts.push_back(test_support::answer(words.size() > 5 ? std::stoi(words[5]) : 200, call.text));
  }
  if (acts.empty()) acts.push_back(test_support::answer(500, "{}"));
  test_support::RawServer upstream(std::move(acts));
  Config config;
  auto& carto = config.upstreams.emplace_back();
  carto.base_url = real_url;
  carto.allow_plaintext = true;
  carto.connect_to = "127.0.0.1:" + std::to_string(upstream.port());
  carto.allowed_paths.emplace_back("/v3/maps");
  config.limits.request_in_flight = 1;  // calls come in the page's order
  FlowHouse house(std::move(config));
  Caller caller(house.open());
  const auto reply = caller.ask(bytes_of(example.request));
  BOOST_REQUIRE(reply.has_value());
  check_reply(example.reply, *reply);
  const auto seen = upstream.seen();
  BOOST_TEST(seen.size() == example.calls.size());
  for (std::size_t at = 0; at < std::min(seen.size(), example.calls.size()); ++at) {
    const auto& words = example.calls[at].words;
    BOOST_TEST(seen[at].line() == words.at(2) + " /api" + words.at(3) + " HTTP/1.1");
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(protocol_page)

BOOST_AUTO_TEST_CASE(every_example_is_true) {
  for (const auto& example : examples_of_page()) {
    BOOST_TEST_CONTEXT("line " << example.request.line << ": " << example.request.text) { run(example); }
  }
}

BOOST_AUTO_TEST_CASE(every_service_and_every_language_has_an_example) {
  std::set<std::string> paths;
  for (const auto& example : examples_of_page()) {
    const auto line = message_of(example.request).lines.at(0);
    std::istringstream words(line);
    std::string method, target;
    words >> method >> target;
    paths.insert(target.substr(0, target.find('?')));
  }
  for (const auto& each : services()) {
    const std::string name(each.name);
    const bool shown = paths.contains("/v1/rows/" + name) || paths.contains("/v1/bigquery/" + name) ||
                       paths.contains("/v1/snowflake/" + name) || paths.contains("/v1/redshift/" + name);
    BOOST_TEST(shown, name);
  }
  for (const std::string_view path : {"/v1/rows/geocode", "/v1/bigquery/geocode", "/v1/snowflake/geocode",
                                      "/v1/redshift/geocode", "/at-gateway", "/v1/forward"}) {
    BOOST_TEST(paths.contains(std::string(path)), path);
  }
}

BOOST_AUTO_TEST_CASE(a_cut_text_is_compared_up_to_there) {
  BOOST_TEST(tells(R"({"a":"one…","b":2})", R"({"a":"one \"two\"","b":2})"));
  BOOST_TEST(!tells(R"({"a":"one…","b":2})", R"({"a":"on","b":2})"));
  BOOST_TEST(!tells(R"({"a":"one…","b":2})", R"({"a":"one two","b":3})"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
