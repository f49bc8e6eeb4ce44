#include "json/document.hpp"

#include <boost/test/unit_test.hpp>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace json = atgateway::json;
using json::Kind;

namespace {

json::Document parse(std::string text) {
  auto document = json::Document::parse(std::move(text));
  BOOST_REQUIRE(document);
  return *std::move(document);
}

bool inside(std::string_view part, std::string_view whole) {
  return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

static_assert(std::forward_iterator<json::Elements::iterator>);
static_assert(std::forward_iterator<json::Members::iterator>);

}  // namespace

BOOST_AUTO_TEST_SUITE(document)

BOOST_AUTO_TEST_CASE(kinds_text_and_source_of_every_value) {
  const auto document = parse(R"( [ null , true,false , -1.50e+3, "a\tb", "plain" ,{ "k" : [ ] } , [ 1 , 2 ] ] )");
  const struct {
    Kind kind;
    std::string_view text, source;
    std::size_t size, offset;
  } expected[] = {
      {Kind::null, "", "null", 0, 3},
      {Kind::boolean, "", "true", 0, 10},
      {Kind::boolean, "", "false", 0, 15},
      {Kind::number, "-1.50e+3", "-1.50e+3", 0, 23},
      {Kind::string, "a\tb", R"("a\tb")", 0, 33},
      {Kind::string, "plain", R"("plain")", 0, 41},
      {Kind::object, "", R"({ "k" : [ ] })", 1, 50},
      {Kind::array, "", "[ 1 , 2 ]", 2, 66},
  };
  const auto root = document.root();
  BOOST_TEST(root.is(Kind::array));
  BOOST_TEST(root.size() == std::size(expected));
  BOOST_TEST(root.offset() == 1U);
  BOOST_TEST(root.source().starts_with("[ null"));
  BOOST_TEST(root.source().ends_with("2 ] ]"));
  std::size_t i = 0;
  for (const auto value : root.elements()) {
    BOOST_REQUIRE_LT(i, std::size(expected));
    BOOST_TEST((value.kind() == expected[i].kind));
    BOOST_TEST(value.text() == expected[i].text);
    BOOST_TEST(value.source() == expected[i].source);
    BOOST_TEST(value.size() == expected[i].size);
    BOOST_TEST(value.offset() == expected[i].offset);
    ++i;
  }
  BOOST_TEST(i == std::size(expected));
}

BOOST_AUTO_TEST_CASE(scalars_may_stand_alone) {
  for (const auto* text : {"null", "true", "false", "0", "-0", "1.5", "\"\"", "\"x\"", "{}", "[]"}) {
    const auto document = parse(std::string("\r\n\t ") + text + " \t\r\n");
    BOOST_TEST(document.root().source() == text);
    BOOST_TEST(document.root().offset() == 4U);
  }
  BOOST_TEST(parse("true").root().as_bool());
  BOOST_TEST(!parse("false").root().as_bool());
  BOOST_TEST(!parse("\"true\"").root().as_bool());
  BOOST_TEST(parse("null").root().is_null());
}

BOOST_AUTO_TEST_CASE(members_in_order_duplicates_included) {
  const auto document = parse(R"({"a":{"x":[1,[2],{"y":3}]},"b":[],"a":2,"":{},"\u0061":3})");
  std::vector<std::pair<std::string, std::string>> seen;
  for (const auto member : document.root().members()) seen.emplace_back(member.name, member.value.source());
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"a", R"({"x":[1,[2],{"y":3}]})"}, {"b", "[]"}, {"a", "2"}, {"", "{}"}, {"a", "3"}};
  BOOST_TEST((seen == expected));
  BOOST_TEST(document.root().size() == 5U);
}

BOOST_AUTO_TEST_CASE(find_takes_the_first_and_decodes_names) {
  const auto document = parse(R"({"n\u00e9":1,"x":{"deep":2},"a":3,"a":4})");
  const auto root = document.root();
  BOOST_TEST(root.find("n\xC3\xA9").value().text() == "1");
  BOOST_TEST(root.find("a").value().text() == "3");
  BOOST_TEST(!root.find("deep").has_value());
  BOOST_TEST(!root.find("A").has_value());
  BOOST_TEST(root.find("x")->find("deep")->text() == "2");
  BOOST_TEST(!root.find("a")->find("a").has_value());
}

BOOST_AUTO_TEST_CASE(the_wrong_kind_has_no_content) {
  const auto document = parse(R"([{"a":1},[1],"s",1])");
  for (const auto value : document.root().elements()) {
    const bool object = value.is(Kind::object), array = value.is(Kind::array);
    BOOST_TEST((value.members().begin() == value.members().end()) == !object);
    BOOST_TEST((value.elements().begin() == value.elements().end()) == !array);
  }
  const json::Value none;
  BOOST_TEST(none.is_null());
  BOOST_TEST(none.text().empty());
  BOOST_TEST(none.source() == "null");
  BOOST_TEST(none.size() == 0U);
  BOOST_TEST(!none.find("a").has_value());
  BOOST_TEST((none.elements().begin() == none.elements().end()));
}

BOOST_AUTO_TEST_CASE(plain_strings_are_not_copied) {
  const auto document = parse(R"({"plain name":"plain text","escaped":"a\u0062c"})");
  const auto source = document.root().source();
  for (const auto member : document.root().members()) {
    BOOST_TEST(inside(member.name, source));
    BOOST_TEST(inside(member.value.text(), source) == (member.name == "plain name"));
  }
}

BOOST_AUTO_TEST_CASE(views_survive_a_move_of_the_document) {
  for (const std::string text : {R"(["a\n","b"])", R"(["a\n","a text that is longer than a short string may be"])"}) {
    auto first = parse(text);
    const auto root = first.root();
    const auto whole = root.source();
    const auto decoded = (*root.elements().begin()).text();
    auto second = std::move(first);
    auto third = parse("1");
    third = std::move(second);
    BOOST_TEST(whole == text);
    BOOST_TEST(decoded == "a\n");
    BOOST_TEST(third.root().source().data() == whole.data());
    BOOST_TEST(root.size() == 2U);
  }
}

BOOST_AUTO_TEST_CASE(a_document_that_was_moved_from_is_null) {
  auto first = parse("[1]");
  const auto second = std::move(first);
  BOOST_TEST(first.root().is_null());  // NOLINT(bugprone-use-after-move): that is the question
  BOOST_TEST(second.root().size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_text_outlives_the_index) {
  for (const std::string text :
       {R"(["a\n",1.50])", R"(["a\n",1.50,"a text that is longer than a short string may be"])"}) {
    auto document = parse(text);
    const auto whole = document.root().source();
    const auto number = (*++document.root().elements().begin()).source();
    document.drop_index();
    BOOST_TEST(whole == text);
    BOOST_TEST(number == "1.50");
    BOOST_TEST(document.root().is_null());
    BOOST_TEST(document.root().size() == 0U);
  }
  json::Document nothing;
  nothing.drop_index();
  BOOST_TEST(nothing.root().is_null());
}

BOOST_AUTO_TEST_CASE(iterators_step_either_way_of_writing) {
  const auto document = parse(R"({"a":[1,2],"b":3})");
  auto member = document.root().members().begin();
  BOOST_TEST((*member++).name == "a");
  BOOST_TEST((*member).name == "b");
  BOOST_TEST((++member == document.root().members().end()));
  auto element = document.root().find("a")->elements().begin();
  BOOST_TEST((*element++).text() == "1");
  BOOST_TEST((*element).text() == "2");
}

BOOST_AUTO_TEST_SUITE_END()
