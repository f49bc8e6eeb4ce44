#include "dialect/fields.hpp"

#include "support.hpp"

#include <array>

using namespace dialect_tests;
using dialect::Strangers;

namespace {

constexpr std::array<std::string_view, 2> names = {"calls", "caller"};

}  // namespace

BOOST_AUTO_TEST_SUITE(fields)

BOOST_AUTO_TEST_CASE(strangers_are_refused_or_ignored) {
  const auto document = parse(R"({"call":1,"calls":null,"call":2,"new thing":3})");
  const auto ignored = dialect::read_fields(document.root(), names, Strangers::ignored);
  BOOST_REQUIRE(ignored.ok());
  BOOST_TEST((*ignored)[0]->is_null());
  BOOST_TEST(!dialect::given((*ignored)[0]));
  BOOST_TEST(!(*ignored)[1]);
  BOOST_TEST(dialect::read_fields(document.root(), names, Strangers::refused).error().slug() == "duplicate-field");
  const auto once = parse(R"({"cals":1})");
  const auto error = dialect::read_fields(once.root(), names, Strangers::refused).error();
  BOOST_TEST(error.slug() == "unknown-field");
  BOOST_TEST(error.hint() == "did you mean `calls`?");
}

BOOST_AUTO_TEST_CASE(a_known_field_stands_once_and_the_root_is_an_object) {
  const auto twice = parse(R"({"calls":[],"c\u0061lls":[]})");
  const auto error = dialect::read_fields(twice.root(), names, Strangers::ignored).error();
  BOOST_TEST(error.slug() == "duplicate-field");
  BOOST_TEST(error.field() == "/calls");
  for (const char* text : {"[]", "null", "7", "\"calls\""}) {
    const auto document = parse(text);
    BOOST_TEST(dialect::read_fields(document.root(), names, Strangers::ignored).error().slug() == "bad-field");
  }
}

BOOST_AUTO_TEST_SUITE_END()
