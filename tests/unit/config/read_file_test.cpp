#include "config/read_file.hpp"

#include "loading.hpp"

#include <boost/test/data/test_case.hpp>

using namespace atgateway;
using namespace atgateway::config_test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(read_file)

namespace {
struct Row {
  const char* text;
  const char* field;
  const char* in_detail;
  const char* in_hint;
};
std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.text; }
const Row wrong[] = {
    {R"({"listn": "x"})", "/listn", "listn is not a key", "Did you mean \"listen\"?"},
    {R"({"limits": {"row": 1}})", "/limits/row", "limits.row is not a key", "Did you mean \"rows\"?"},
    {R"({"dns": {"qwertyuiop": 1}})", "/dns/qwertyuiop", "not a key", "The keys here are refresh_s, stale_s."},
    {R"({"upstreams": [{"base_ur": "x"}]})", "/upstreams/0/base_ur", "not a key", "Did you mean \"base_url\"?"},
    {R"({"a/b~c": 1})", "/a~1b~0c", "not a key", "."},
    {R"({"workers": 1, "workers": 1})", "/workers", "written twice", "Keep one"},
    {R"({"dns": {"stale_s": 1, "stale_s": 2}})", "/dns/stale_s", "written twice", "Keep one"},
    {R"({"tls": "off"})", "/tls", "must be an object", "braces"},
    {R"({"tls": null})", "/tls", "must be an object", "braces"},
    {R"({"upstreams": {"base_url": "x"}})", "/upstreams", "an array of objects", "brackets"},
    {R"({"upstreams": ["https://carto.example.com"]})", "/upstreams/0", "must be an object", "braces"},
    {R"([])", "", "one JSON object", "{"},
    {R"("text")", "", "one JSON object", "{"},
    {R"({"workers": 1,})", "", "cannot be read as JSON", "comma"},
    {R"({"workers": 1)", "", "cannot be read as JSON", "brace"},
    {"\xEF\xBB\xBF{}", "", "byte order mark", "just before"},
};
}  // namespace

BOOST_DATA_TEST_CASE(refused_with_pointer_reason_and_fix, data::make(wrong), row) {
  const auto refusal = refused(row.text);
  BOOST_TEST(refusal.field == row.field);
  BOOST_TEST(has(refusal.detail, row.in_detail), refusal.detail);
  BOOST_TEST(has(refusal.detail, "file gateway.json, line 1, column"), refusal.detail);
  BOOST_TEST(has(refusal.hint, row.in_hint), refusal.hint);
}

BOOST_AUTO_TEST_CASE(the_place_is_a_line_and_a_column) {
  BOOST_TEST(has(refused("{\n  \"workers\": 1,\n  \"log\": oops\n}").detail, "line 3, column 10"));
  BOOST_TEST(has(refused("{\n  \"workers\": \"x\"\n}").detail, "line 2, column 14"));
}

BOOST_AUTO_TEST_CASE(a_file_without_name_is_just_the_file) {
  const auto result = load_config({"", R"({"workers": "x"})", {}, {}});
  BOOST_TEST(has(refusal_of(result).detail, "(file, line 1, column 13)"));
}

BOOST_AUTO_TEST_CASE(nothing_is_a_file_without_keys) {
  for (const char* text : {"", " \n\t", "{}", "{} // only this"}) {
    BOOST_TEST(loaded(text, {}, {{"upstream", "https://a.example"}, {"tls-mode", "off"}}).config.upstreams.size() ==
               1U);
  }
}

BOOST_AUTO_TEST_CASE(comments_are_skipped) {
  BOOST_TEST(loaded("/* a */ " + with("\"workers\": 3 // three\n") + " // end").config.workers == 3U);
}

BOOST_AUTO_TEST_CASE(a_bomb_is_refused) {
  BOOST_TEST(refused("{\"tls\": " + std::string(100000, '[')).field == "");
  BOOST_TEST(has(refused(std::string(5 << 20, ' ') + "{}").detail, "larger than"));
  std::string many = "{\"proxy_protocol\": {\"trusted\": [";
  for (int i = 0; i < 1000; ++i) many += "\"10.0.0.0/8\", ";
  BOOST_TEST(has(refused(many + "\"10.0.0.0/8\"]}}").hint, "1001 items"));
}

BOOST_AUTO_TEST_CASE(a_long_unknown_key_is_cut) {
  const auto refusal = refused("{\"" + std::string(100000, 'k') + "\": 1}");
  BOOST_TEST(refusal.detail.size() < 300U);
  BOOST_TEST(refusal.field.size() < 100U);
}

BOOST_AUTO_TEST_SUITE_END()
