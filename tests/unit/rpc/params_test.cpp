#include "rpc/params.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <limits>

using namespace atgateway;
using namespace atgateway::rpc;

namespace {

/// Reads `text`, and gives what is wrong as "code field".
std::string read(const std::string& text, const std::function<void(Params&)>& reading) {
  const auto document = json::Document::parse(text);
  BOOST_REQUIRE_MESSAGE(document.ok(), text);
  Params params(document->root(), "/params");
  reading(params);
  const auto wrong = params.wrong();
  return wrong ? std::string(wrong->slug()) + " " + std::string(wrong->field()) : "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(params)

BOOST_AUTO_TEST_CASE(values_are_read) {
  const std::string text =
      R"({"t":"text","s":"secret","b":"aGk=","l":["a","b"],"h":[["N","v"],["n","w"]],"i":-5,"n":18446744073709551615,)"
      R"("d":0.25,"z":1.0001,"zz":1e300,"x":"caf\u00e9","w":"two","o":{"x":1},"null":null})";
  const auto wrong = read(text, [](Params& params) {
    BOOST_TEST(params.text("t") == "text");
    BOOST_TEST(params.secret("s").reveal() == "secret");
    BOOST_TEST(params.bytes("b") == "hi");
    BOOST_TEST(params.texts("l") == (std::vector<std::string>{"a", "b"}), boost::test_tools::per_element());
    const auto headers = params.headers("h");
    BOOST_TEST(headers.size() == 2U);
    BOOST_TEST(headers[1].value == "w");
    BOOST_TEST(params.integer("i", -5, 5) == -5);
    BOOST_TEST(params.natural("n", 0) == std::numeric_limits<std::uint64_t>::max());
    BOOST_TEST(params.number("d", 0) == 0.25);
    BOOST_TEST(params.seconds("z").value().count() == 1001);
    BOOST_TEST(params.seconds("zz").value().count() == 1'000'000'000'000);
    BOOST_TEST(params.latin1("x") == "caf\xE9");
    BOOST_TEST(params.word("w", {"one", "two"}).value() == 1U);
    BOOST_TEST(params.object("o").value().size() == 1U);
    BOOST_TEST(params.text("null") == "");
  });
  BOOST_TEST(wrong == "");
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_what_was_said_for_it) {
  for (const auto* text : {"{}", "null", R"({"a":null})"}) {
    const auto wrong = read(text, [](Params& params) {
      BOOST_TEST(params.view("a", Need::optional, "A") == "A");
      BOOST_TEST(params.secret("a").empty());
      BOOST_TEST(params.bytes("a", Need::optional) == "");
      BOOST_TEST(params.texts("a").empty());
      BOOST_TEST(params.headers("a").empty());
      BOOST_TEST(params.integer("a", 1, 5, 3) == 3);
      BOOST_TEST(params.natural("a", 4) == 4U);
      BOOST_TEST(params.number("a", 0.5) == 0.5);
      BOOST_TEST(!params.seconds("a").has_value());
      BOOST_TEST(!params.word("a", {"x"}).has_value());
      BOOST_TEST(!params.object("a").has_value());
    });
    BOOST_TEST(wrong == "", text);
  }
}

BOOST_AUTO_TEST_CASE(what_must_be_there) {
  const std::function<void(Params&)> readings[] = {
      [](Params& params) { params.text("a", Need::required); }, [](Params& params) { params.bytes("a"); },
      [](Params& params) { params.integer("a", 1, 5); }, [](Params& params) { params.object("a", Need::required); },
      [](Params& params) { params.word("a", {"x"}, Need::required); }};
  for (const auto& reading : readings) {
    BOOST_TEST(read("{}", reading) == "bad-field /params/a");
    BOOST_TEST(read(R"({"a":null})", reading) == "bad-field /params/a");
  }
}

BOOST_AUTO_TEST_CASE(wrong_kinds_and_ranges) {
  const struct {
    const char* json;
    std::function<void(Params&)> reading;
    const char* field;
  } rows[] = {
      {"5", [](Params& p) { p.text("a"); }, "/params/a"},
      {"5", [](Params& p) { p.secret("a"); }, "/params/a"},
      {"\"====\"", [](Params& p) { p.bytes("a"); }, "/params/a"},
      {"\"aGk\"", [](Params& p) { p.bytes("a"); }, "/params/a"},
      {"\"x\"", [](Params& p) { p.texts("a"); }, "/params/a"},
      {"[\"x\",null]", [](Params& p) { p.texts("a"); }, "/params/a/1"},
      {"{}", [](Params& p) { p.headers("a"); }, "/params/a"},
      {"[[\"a\",\"b\"],[\"a\"]]", [](Params& p) { p.headers("a"); }, "/params/a/1"},
      {"[{\"a\":\"b\",\"c\":\"d\"}]", [](Params& p) { p.headers("a"); }, "/params/a/0"},
      {"[\"ab\"]", [](Params& p) { p.headers("a"); }, "/params/a/0"},
      {"[[\"\",\"b\"]]", [](Params& p) { p.headers("a"); }, "/params/a/0"},
      {"[[\"a\",5]]", [](Params& p) { p.headers("a"); }, "/params/a/0"},
      {"[[\"a\\r\\nb\",\"c\"]]", [](Params& p) { p.headers("a"); }, "/params/a/0"},
      {"[[\"a\",\"c\\nd\"]]", [](Params& p) { p.headers("a"); }, "/params/a/0"},
      {"[[\"a\",\"c\\u0000\"]]", [](Params& p) { p.headers("a"); }, "/params/a/0"},
      {"0", [](Params& p) { p.integer("a", 1, 5); }, "/params/a"},
      {"6", [](Params& p) { p.integer("a", 1, 5); }, "/params/a"},
      {"1.0", [](Params& p) { p.integer("a", 1, 5); }, "/params/a"},
      {"1e0", [](Params& p) { p.integer("a", 1, 5); }, "/params/a"},
      {"true", [](Params& p) { p.integer("a", 1, 5); }, "/params/a"},
      {"99999999999999999999", [](Params& p) { p.integer("a", 1, 5); }, "/params/a"},
      {"-1", [](Params& p) { p.natural("a", 0); }, "/params/a"},
      {"18446744073709551616", [](Params& p) { p.natural("a", 0); }, "/params/a"},
      {"1e999", [](Params& p) { p.number("a", 0); }, "/params/a"},
      {"-0.1", [](Params& p) { p.seconds("a"); }, "/params/a"},
      {"\"\u20ac\"", [](Params& p) { p.latin1("a"); }, "/params/a"},
      {"1e999", [](Params& p) { p.seconds("a"); }, "/params/a"},
      {"\"3\"", [](Params& p) { p.seconds("a"); }, "/params/a"},
      {"\"three\"",
       [](Params& p) {
         p.word("a", {"one", "two"});
       },
       "/params/a"},
      {"[]", [](Params& p) { p.object("a"); }, "/params/a"},
  };
  for (const auto& row : rows) {
    BOOST_TEST(read(std::string("{\"a\":") + row.json + "}", row.reading) == std::string("bad-field ") + row.field,
               row.json);
  }
}

BOOST_AUTO_TEST_CASE(a_misspelt_name_explains_what_is_missing) {
  const auto document = json::Document::parse(R"({"targe":"x"})");
  Params params(document->root(), "/params");
  params.text("target", Need::required);
  const auto wrong = params.wrong();
  BOOST_REQUIRE(wrong.has_value());
  BOOST_TEST(wrong->slug() == "unknown-field");
  BOOST_TEST(wrong->field() == "/params/targe");
  BOOST_TEST(wrong->hint() == "Did you mean \"target\"?");
}

BOOST_AUTO_TEST_CASE(names_that_are_no_names) {
  const auto reading = [](Params& params) { params.text("a"); };
  BOOST_TEST(read(R"({"a":"1","a":"2"})", reading) == "duplicate-field /params/a");
  BOOST_TEST(read(R"({"a/b~":1})", reading) == "unknown-field /params/a~1b~0");
  BOOST_TEST(read("{\"" + std::string(5000, 'x') + "\":1}", reading) ==
             "unknown-field /params/" + std::string(64, 'x'));
}

BOOST_AUTO_TEST_SUITE_END()
