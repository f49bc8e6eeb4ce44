// docs/protocol.md tells the truth: each request there, answered as told there, gives the reply there.
#include "dialect/rows.hpp"
#include "service/collect.hpp"
#include "service/options_text.hpp"

#include "requests.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

using namespace atgateway;

namespace {

/// A fenced block: the words after ```json, and what is inside.
struct Block {
  std::vector<std::string> words;
  std::string text;
};

std::vector<Block> blocks_of(const std::string& path) {
  std::ifstream file(path);
  std::vector<Block> blocks;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (!inside && line.starts_with("```json ")) {
      std::istringstream words(line.substr(8));
      blocks.push_back({{std::istream_iterator<std::string>(words), {}}, ""});
      inside = true;
    } else if (line.starts_with("```")) {
      inside = false;
    } else if (inside) {
      blocks.back().text += line + "\n";
    }
  }
  return blocks;
}

std::string canonical(const std::string& text) {
  const auto document = parse(text);
  std::string out;
  service::append_canonical(out, document.root());
  return out;
}

std::string answer(const Block& request, std::span<const Block> answers) {
  constexpr std::string_view id = "4c1f";
  auto decoded = dialect::decode_rows(parse(request.text), *find_service(request.words.at(1)), {});
  const auto refused = [&](const Error& error) {
    return dialect::refuse_rows(error, {.request_id = id, .envelope_read = true, .errors_in_body = true}).body;
  };
  if (!decoded.ok()) return refused(decoded.error());
  const flow::Batch& batch = *decoded;
  auto plan = service::make_plan(batch, {});
  if (batch.on_error == flow::OnError::fail) {
    if (const auto failure = dialect::find_row_failure(batch, plan.rows)) return refused(failure->error);
  }
  dialect::Summary summary{.request_id = id, .deduplicated = plan.deduplicated};
  if (request.words.size() > 2) {
    return dialect::encode_dry_run(batch, plan.rows, plan.calls, plan.would_bill, "https://carto.example.com/api",
                                   summary);
  }
  BOOST_REQUIRE(plan.calls.size() == answers.size());
  for (std::size_t at = 0; at < answers.size(); ++at) {
    const auto& call = plan.calls[at];
    const auto& words = answers[at].words;
    BOOST_TEST(words.at(1) == call.method);
    BOOST_TEST(words.at(2) == call.path + (call.query.empty() ? "" : "?" + call.query));
    flow::UpstreamReply reply{.status = words.size() > 4 ? std::stoi(words[4]) : 200, .body = answers[at].text};
    (void)service::collect(batch, call, {std::move(reply), flow::Sent::yes}, plan.rows);
    ++summary.upstream_calls;
    if (call.metered) summary.billed += static_cast<std::uint32_t>(call.rows.size());
  }
  service::spread(plan, plan.rows);
  return dialect::encode_rows(batch, plan.rows, summary);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(protocol_document)

BOOST_AUTO_TEST_CASE(every_example_is_true) {
  const auto blocks = blocks_of(ATGATEWAY_SOURCE_DIR "/docs/protocol.md");
  std::size_t examples = 0;
  for (std::size_t at = 0; at < blocks.size();) {
    const Block& request = blocks[at];
    BOOST_REQUIRE(request.words.at(0) == "request");
    const auto first = ++at;
    while (at < blocks.size() && blocks[at].words.at(0) == "carto") ++at;
    BOOST_REQUIRE(at < blocks.size());
    BOOST_REQUIRE(blocks[at].words.at(0) == "reply");
    BOOST_TEST_CONTEXT(request.text) {
      BOOST_TEST(canonical(answer(request, std::span(blocks).subspan(first, at - first))) ==
                 canonical(blocks[at].text));
    }
    ++at;
    ++examples;
  }
  BOOST_TEST(examples >= 9u);
}

BOOST_AUTO_TEST_CASE(every_service_and_argument_is_described) {
  std::ifstream file(ATGATEWAY_SOURCE_DIR "/docs/protocol.md");
  const std::string page((std::istreambuf_iterator<char>(file)), {});
  for (const auto& each : services()) {
    BOOST_TEST(page.find("| `" + std::string(each.name) + "` |") != std::string::npos, each.name);
    for (const auto& argument : each.arguments) {
      BOOST_TEST(page.find("`" + std::string(argument.name) + "` (") != std::string::npos, argument.name);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
