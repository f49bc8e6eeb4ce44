#include <atgateway/diagnostics.hpp>
#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(table)

namespace {

bool is_dotted_words(std::string_view id) {
  if (id.find('.') == std::string_view::npos) return false;
  while (true) {
    const auto word = id.substr(0, id.find('.'));
    if (word.empty() || word.front() == '-' || word.back() == '-') return false;
    if (word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string_view::npos) return false;
    if (word.size() == id.size()) return true;
    id.remove_prefix(word.size() + 1);
  }
}

std::string_view first_word(Layer layer) {
  if (layer == Layer::kubernetes) return "k8s";
  return layer == Layer::privatelink ? "pls" : to_text(layer);
}

bool is_a_sentence(std::string_view text) { return !text.empty() && text.back() == '.' && text.front() != ' '; }

/// "K07 K12", or nothing.
bool is_ref(std::string_view ref) {
  while (!ref.empty()) {
    const auto one = ref.substr(0, ref.find(' '));
    if (one.size() != 3 || one[0] != 'K' || one.find_first_not_of("0123456789", 1) != std::string_view::npos)
      return false;
    if (one.size() == ref.size()) return true;
    ref.remove_prefix(4);
    if (ref.empty()) return false;
  }
  return true;
}

}  // namespace

BOOST_AUTO_TEST_CASE(ids_are_unique_dotted_words_that_begin_with_their_layer) {
  std::set<std::string_view> ids;
  for (const auto& row : check_table()) {
    BOOST_TEST(is_dotted_words(row.id), row.id);
    BOOST_TEST(ids.insert(row.id).second, row.id << " stands twice in the table");
    const auto word = row.id.substr(0, row.id.find('.'));
    BOOST_TEST((word == first_word(row.layer) || word == "claim"), row.id << " is in layer " << to_text(row.layer));
  }
}

BOOST_AUTO_TEST_CASE(the_promised_ids_are_there) {
  for (const auto* id :
       {"config.target",        "config.host",        "dns.resolves",     "dns.no-cname",       "dns.private-address",
        "dns.expected-address", "dns.system-agrees",  "tcp.connects",     "tls.handshake",      "tls.name-matches",
        "tls.chain-trusted",    "tls.chain-complete", "tls.not-expiring", "tls.version",        "http.responds",
        "http.no-redirect",     "gateway.identity",   "gateway.ready",    "upstream.reachable", "token.accepted"}) {
    const auto* row = find_check(id);
    BOOST_REQUIRE_MESSAGE(row != nullptr, id);
    BOOST_TEST(row->id == id);
  }
}

BOOST_AUTO_TEST_CASE(a_row_has_all_its_texts) {
  for (const auto& row : check_table()) {
    BOOST_TEST(!row.title.empty(), row.id);
    BOOST_TEST(!row.title.ends_with('.'), row.id);
    BOOST_TEST(!row.source.empty(), row.id);
    for (const auto text : {row.symptom, row.cause, row.fix}) BOOST_TEST(is_a_sentence(text), row.id << ": " << text);
    for (const auto text : {row.title, row.symptom, row.cause, row.fix, row.source}) {
      BOOST_TEST(text.find_first_of("\n\r\t") == std::string_view::npos, row.id);
    }
    BOOST_TEST(is_ref(row.ref), row.id << ": " << row.ref);
  }
}

BOOST_AUTO_TEST_CASE(rows_stand_in_the_order_of_layers) {
  Layer last = Layer::config;
  for (const auto& row : check_table()) {
    BOOST_TEST((row.layer >= last), row.id);
    last = row.layer;
  }
}

BOOST_AUTO_TEST_CASE(what_a_snapshot_explains_is_a_check_of_the_network) {
  for (const auto& row : check_table()) {
    for (const auto id : row.explains) {
      const auto* explained = find_check(id);
      BOOST_REQUIRE_MESSAGE(explained != nullptr, row.id << " explains " << id << ", which is in no table");
      BOOST_TEST((explained->layer < Layer::kubernetes), row.id << " explains " << id);
      BOOST_TEST((row.layer >= Layer::kubernetes), row.id << " is no snapshot check");
      BOOST_TEST(explained->explains.empty(), id);
    }
  }
}

BOOST_AUTO_TEST_CASE(find_check_knows_ids_and_nothing_else) {
  for (const auto& row : check_table()) BOOST_TEST(find_check(row.id) == &row);
  for (const auto* id : {"", "dns", "dns.", "dns.resolves ", "DNS.RESOLVES"}) {
    BOOST_TEST((find_check(id) == nullptr), id);
  }
}

BOOST_AUTO_TEST_SUITE_END()
