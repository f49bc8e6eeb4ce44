#include "dialect/common_options.hpp"

#include "support.hpp"

using namespace dialect_tests;

BOOST_AUTO_TEST_SUITE(common_options)

BOOST_AUTO_TEST_CASE(is_there_anything_in_it) {
  const std::pair<std::string, bool> cases[] = {
      {R"({})", false}, {R"("{}")", false}, {R"(" { } ")", false}, {R"({"a":1})", true}, {R"("{\"a\":1}")", true},
  };
  for (const auto& [text, wanted] : cases) {
    BOOST_TEST_CONTEXT(text) {
      const auto document = parse(text);
      const auto judged = dialect::judge_options(document.root(), geocode, "/options", "`options`");
      BOOST_REQUIRE(judged.ok());
      BOOST_TEST(*judged == wanted);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_object_or_too_long_or_not_taken_is_refused) {
  const auto check = [](const std::string& text, const ServiceInfo& service) {
    BOOST_TEST_CONTEXT(text.substr(0, 50)) {
      const auto document = parse(text);
      const auto judged = dialect::judge_options(document.root(), service, "/options", "`options`");
      BOOST_REQUIRE(!judged.ok());
      BOOST_TEST(judged.error().slug() == "bad-field");
      BOOST_TEST(judged.error().field() == "/options");
    }
  };
  for (const char* text : {"[]", "7", "true", R"("[]")", R"("{")", R"("")"}) check(text, geocode);
  check(R"({"a":")" + std::string(4096, 'x') + "\"}", geocode);
  check(R"({"a":1})", quota);
  BOOST_TEST(dialect::judge_options(R"({"a":")" + std::string(4088, 'x') + "\"}", geocode, "", "x").ok());
  BOOST_TEST(!dialect::judge_options(R"({"a":")" + std::string(4089, 'x') + "\"}", geocode, "", "x").ok());
}

BOOST_AUTO_TEST_SUITE_END()
