#include "rpc/envelope.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using namespace atgateway::rpc;

namespace {

struct Taken {
  std::string id, method, code, field;
};

Taken take(std::string text) {
  const auto document = json::Document::parse(std::move(text));
  BOOST_REQUIRE(document.ok());
  Asked asked;
  const auto taken = take_apart(document->root(), asked);
  Taken out{asked.id, std::string(asked.method), "", ""};
  if (taken) return out;
  out.code = taken.error().slug();
  out.field = taken.error().field();
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(envelope)

BOOST_AUTO_TEST_CASE(a_good_one) {
  for (const std::string text : {R"({"id":12,"method":"m"})", R"({"method":"m","params":null,"id":12})",
                                 R"({"params":{"a":1},"method":"m","id":12})"}) {
    const auto taken = take(text);
    BOOST_TEST(taken.code == "", text);
    BOOST_TEST(taken.id == "12");
    BOOST_TEST(taken.method == "m");
  }
  BOOST_TEST(take(R"({"id":-3,"method":"m"})").id == "-3");
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_told_with_its_place_and_number) {
  const struct {
    const char *text, *code, *field, *id;
  } rows[] = {
      {R"([])", "bad-field", "", "null"},
      {R"("x")", "bad-field", "", "null"},
      {R"({})", "bad-field", "/method", "null"},
      {R"({"method":"m"})", "bad-field", "/id", "null"},
      {R"({"id":"1","method":"m"})", "bad-field", "/id", "null"},
      {R"({"id":1.5,"method":"m"})", "bad-field", "/id", "null"},
      {R"({"id":1e3,"method":"m"})", "bad-field", "/id", "null"},
      {R"({"id":123456789012345678901,"method":"m"})", "bad-field", "/id", "null"},
      {R"({"id":1})", "bad-field", "/method", "1"},
      {R"({"id":1,"method":5})", "bad-field", "/method", "1"},
      {R"({"id":1,"method":"m","params":[]})", "bad-field", "/params", "1"},
      {R"({"id":1,"method":"m","parms":{}})", "unknown-field", "/parms", "1"},
      {R"({"id":1,"id":2,"method":"m"})", "duplicate-field", "/id", "1"},
  };
  for (const auto& row : rows) {
    const auto taken = take(row.text);
    BOOST_TEST(taken.code == row.code, row.text);
    BOOST_TEST(taken.field == row.field, row.text);
    BOOST_TEST(taken.id == row.id, row.text);
  }
}

BOOST_AUTO_TEST_CASE(the_id_of_a_text_that_is_no_json) {
  BOOST_TEST(guess_id(R"({"id":42,"method")") == "42");
  BOOST_TEST(guess_id(R"( { "id" : 0 ,)") == "0");
  for (const auto* none : {"", "{", "{\"id\"", "{\"id\":", "{\"id\":x", "{\"id\":\"4\"", "{\"id\":007",
                           "{\"method\":\"m\",\"id\":4", "{\"id\":1234567890123456789012"}) {
    BOOST_TEST(guess_id(none) == "null", none);
  }
}

BOOST_AUTO_TEST_CASE(answers_are_one_line) {
  BOOST_TEST(result_line("3", R"({"a":1})") == R"({"id":3,"result":{"a":1}})");
  BOOST_TEST(check_line("3", R"({"a":1})") == R"({"id":3,"check":{"a":1}})");
  const auto error = Error(Errc::bad_target, "two\nlines").with_hint("a \"hint\"").at("/params/target");
  BOOST_TEST(error_line("null", error) ==
             R"({"id":null,"error":{"code":"bad-target","layer":"config","message":"two\nlines",)"
             R"("hint":"a \"hint\"","field":"/params/target"}})");
}

BOOST_AUTO_TEST_SUITE_END()
