// Ten thousand rows in every warehouse's language: each is sent once, and each answer stands where its row stood.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "support/raw_server.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <ostream>
#include <vector>

namespace atgateway::test {
namespace {

using test_support::SeenRequest;

constexpr std::size_t count = 10000;

struct Language {
  std::string_view name, before, after;
  std::string_view list;          ///< of the reply
  bool numbered, names, in_text;  ///< rows begin with their number; rows are objects; answers are texts
};

std::ostream& operator<<(std::ostream& out, const Language& language) { return out << language.name; }

constexpr Language languages[] = {
    {"bigquery", R"({"requestId": "r", "caller": "c", "sessionUser": "s", "calls": [)", "]}", "replies", false, false,
     false},
    {"snowflake", R"({"data":[)", "]}", "data", true, false, false},
    {"redshift", R"({"num_records": 10000, "arguments": [)", "]}", "results", false, false, true},
    {"rows", R"({"api_access_token": "sesame-1", "rows": [)", "]}", "results", false, true, false},
};

std::string place(std::size_t row) { return "place " + std::to_string(row); }

std::string body_of(const Language& language) {
  std::string body(language.before);
  for (std::size_t row = 0; row < count; ++row) {
    if (row > 0) body += "\n,";
    if (language.names) {
      body.append(R"({"id": )").append(std::to_string(row)).append(R"(, "address": ")").append(place(row)) += "\"}";
      continue;
    }
    body += '[';
    if (language.numbered) body.append(std::to_string(row)) += ',';
    body.append(R"(null, "sesame-1", ")").append(place(row)) += "\"]";
  }
  return body.append(language.after);
}

/// Answers each address with the address itself.
void echo(test_support::RawServer::Peer& peer, const SeenRequest& request) {
  const auto document = json::Document::parse(request.body);
  std::string body;
  for (const auto address : document->root().find("addresses")->elements()) {
    body += body.empty() ? "[" : ",";
    body.append(R"({"error":null,"value":[{"a":)").append(address.source()) += "}]}";
  }
  peer.send(test_support::reply_text(200, body + "]"));
}

std::string answer_in(const json::Value& answer) {
  const auto value = answer.find("value");
  return value && value->size() == 1 ? std::string((*value->elements().begin()).find("a")->text()) : "<absent>";
}

/// The address that stands in a row's answer.
std::string address_in(const Language& language, const json::Value& entry, std::size_t row) {
  if (language.numbered) {
    auto column = entry.elements().begin();
    if ((*column).text() != std::to_string(row)) return "<misnumbered>";
    return answer_in(*++column);
  }
  if (language.names) {
    if (entry.find("id")->text() != std::to_string(row)) return "<misnamed>";
    return answer_in(*entry.find("raw"));
  }
  if (!language.in_text) return answer_in(entry);
  const auto inner = json::Document::parse(std::string(entry.text()));
  return answer_in(inner->root());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(vendor_many_rows)

BOOST_DATA_TEST_CASE(order_is_kept_and_each_row_is_sent_once, boost::unit_test::data::make(languages), language) {
  test_support::RawServer upstream({echo});
  FlowHouse house(config_for(upstream.port()), 2);
  auto request = rows_request(body_of(language));
  request.target = "/v1/" + std::string(language.name) + "/geocode";
  const Asked asked(*house.gateway, std::move(request));
  BOOST_TEST(asked.reply().status == 200);

  const auto document = json::Document::parse(asked.reply().body);
  BOOST_REQUIRE(document.ok());
  const auto list = document->root().find(language.list);
  BOOST_REQUIRE(list.has_value());
  BOOST_TEST(list->size() == count);
  std::size_t row = 0, wrong = 0;
  for (const auto entry : list->elements()) {
    if (address_in(language, entry, row) != place(row)) ++wrong;
    ++row;
  }
  BOOST_TEST(wrong == 0U);

  std::vector<std::string> sent;
  for (const auto& call : upstream.seen()) {
    const auto body = json::Document::parse(call.body);
    for (const auto address : body->root().find("addresses")->elements()) sent.emplace_back(address.text());
  }
  std::sort(sent.begin(), sent.end());
  BOOST_TEST(sent.size() == count);
  BOOST_TEST((std::adjacent_find(sent.begin(), sent.end()) == sent.end()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
