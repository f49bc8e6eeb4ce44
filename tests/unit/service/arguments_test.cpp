#include "service/arguments.hpp"

#include "requests.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway;
using service::Arguments;
using service::judge_arguments;

namespace {

using Type = ArgumentInfo::Type;
constexpr std::string_view modes[] = {"walk", "car"};
// A made-up service with every type of argument: the table's services are judged by the same rules.
constexpr ArgumentInfo all_types[] = {
    {"name", Type::string, true, {}, {}, "", {}, ""},
    {"mode", Type::string, false, {}, {}, "", modes, ""},
    {"longitude", Type::number, false, -180, 180, "degrees", {}, ""},
    {"range", Type::integer, false, 1, {}, "", {}, ""},
    {"options", Type::object, false, {}, {}, "", {}, ""},
};
constexpr ServiceInfo made_up{"made-up", "", all_types, "GET", "/", "", true, false, 10};

struct Judged {
  std::string slug, detail, hint;
};

Judged judge(const ServiceInfo& service, const std::string& row) {
  const auto document = parse(row);
  Arguments arguments;
  const auto error = judge_arguments(service, document.root(), arguments);
  if (!error) return {"fine", "", ""};
  return {std::string(error->slug()), std::string(error->detail()), std::string(error->hint())};
}
Judged judge(const std::string& row) { return judge(made_up, row); }
const ServiceInfo& geocode() { return *find_service("geocode"); }

}  // namespace

BOOST_AUTO_TEST_SUITE(arguments)

BOOST_AUTO_TEST_CASE(names_and_positions_say_the_same) {
  for (const char* row : {R"({"options":{"a":1},"range":300,"longitude":-3.70,"mode":"car","name":"x","id":9})",
                          R"(["x","car",-3.70,300,{"a":1}])"}) {
    BOOST_TEST_CONTEXT(row) {
      const auto document = parse(row);
      Arguments arguments;
      BOOST_REQUIRE(!judge_arguments(made_up, document.root(), arguments));
      BOOST_TEST(arguments.values[0].text == "x");
      BOOST_TEST(arguments.values[1].text == "car");
      BOOST_TEST(arguments.values[2].text == "-3.70");  // as written
      BOOST_TEST(arguments.values[3].text == "300");
      BOOST_TEST(arguments.values[4].object.source() == R"({"a":1})");
    }
  }
}

BOOST_AUTO_TEST_CASE(absent_null_and_empty_are_the_same) {
  for (const char* row : {R"(["x"])", R"(["x",null,null,null,null])", R"(["x","","","",""])", R"({"name":"x"})",
                          R"({"name":"x","mode":null,"longitude":"","range":null,"options":""})"}) {
    BOOST_TEST_CONTEXT(row) {
      const auto document = parse(row);
      Arguments arguments;
      BOOST_REQUIRE(!judge_arguments(made_up, document.root(), arguments));
      BOOST_TEST(arguments.values[0].given);
      for (std::size_t at = 1; at < 5; ++at) BOOST_TEST(!arguments.values[at].given);
    }
  }
}

BOOST_AUTO_TEST_CASE(missing_arguments) {
  for (const char* row :
       {"{}", "[]", "[null]", R"([""])", R"({"name":null})", R"({"name":"","mode":"car"})", R"({"id":1})"}) {
    const auto judged = judge(row);
    BOOST_TEST(judged.slug == "missing-argument", row);
    BOOST_TEST(judged.detail == "`name` is missing.");
    BOOST_TEST(judged.hint == "give it by name, or as value 1 of the array");
  }
}

BOOST_AUTO_TEST_CASE(wrong_types_and_values) {
  const std::pair<const char*, const char*> cases[] = {
      {R"([5])", "`name`"},
      {R"([true])", "`name`"},
      {R"([["x"]])", "`name`"},
      {R"(["  "])", "`name`"},
      {R"(["x","bike"])", "`mode`"},
      {R"(["x","Car"])", "`mode`"},
      {R"(["x",1])", "`mode`"},
      {R"(["x",null,"NaN"])", "`longitude`"},
      {R"(["x",null,"Infinity"])", "`longitude`"},
      {R"(["x",null,"-Infinity"])", "`longitude`"},
      {R"(["x",null,"12,5"])", "`longitude`"},
      {R"(["x",null," 1"])", "`longitude`"},
      {R"(["x",null,180.0001])", "`longitude`"},
      {R"(["x",null,-181])", "`longitude`"},
      {R"(["x",null,1e400])", "`longitude`"},
      {R"(["x",null,true])", "`longitude`"},
      {R"(["x",null,[1]])", "`longitude`"},
      {R"(["x",null,null,0])", "`range`"},
      {R"(["x",null,null,1.5])", "`range`"},
      {R"(["x",null,null,"3e2"])", "`range`"},
      {R"(["x",null,null,null,[]])", "`options`"},
      {R"(["x",null,null,null,"[]"])", "`options`"},
      {R"(["x",null,null,null,"{"])", "`options`"},
      {R"(["x",null,null,null,5])", "`options`"},
      {R"({"name":"x","name":"y"})", "`name`"},
      {R"({"name":"x","id":true})", "`id`"},
      {R"({"name":"x","id":1,"id":1})", "`id`"},
      {R"("x")", "A row"},
      {R"(17)", "A row"},
      {R"(false)", "A row"},
  };
  for (const auto& [row, start] : cases) {
    const auto judged = judge(row);
    BOOST_TEST(judged.slug == "bad-argument", row);
    BOOST_TEST(judged.detail.starts_with(start), row << ": " << judged.detail);
  }
}

BOOST_AUTO_TEST_CASE(right_values) {
  for (const char* row : {R"(["x",null,180,1])", R"(["x",null,-180.0])", R"(["x",null,"-3.70379"])",
                          R"(["x",null,"1e-400"])", R"(["x",null,null,"300.0"])", R"(["x",null,null,null,"{}"])",
                          R"({"name":"x","id":null})", R"({"name":"x","id":"a"})", R"({"id":1.50,"name":"x"})"}) {
    BOOST_TEST(judge(row).slug == "fine", row);
  }
}

BOOST_AUTO_TEST_CASE(options_in_a_string_are_read) {
  const auto document = parse(R"(["x",null,null,null," {\"a\":1.50} "])");
  Arguments arguments;
  BOOST_REQUIRE(!judge_arguments(made_up, document.root(), arguments));
  BOOST_TEST(arguments.values[4].object.find("a")->text() == "1.50");
}

BOOST_AUTO_TEST_CASE(messages_give_the_rule) {
  BOOST_TEST(judge(R"(["x",null,999])").detail == "`longitude` must be a number from -180 to 180 (degrees).");
  BOOST_TEST(judge(R"(["x",null,null,0])").detail == "`range` must be a whole number not below 1.");
  BOOST_TEST(judge(R"(["x","cra"])").detail == "`mode` must be one of `walk`, `car`.");
  BOOST_TEST(judge(R"(["x","cra"])").hint == "did you mean `car`?");
  BOOST_TEST(judge(R"(["x","submarine"])").hint == "choose one of these");
}

BOOST_AUTO_TEST_CASE(unknown_arguments_get_the_nearest_name) {
  const auto near = judge(R"({"nmae":"x"})");
  BOOST_TEST(near.slug == "unknown-argument");
  BOOST_TEST(near.detail == "`nmae` is not an argument of `made-up`.");
  BOOST_TEST(near.hint == "did you mean `name`?");
  const auto far = judge(R"({"name":"x","quantity":1})");
  BOOST_TEST(far.slug == "unknown-argument");
  BOOST_TEST(far.hint == "it takes `name`, `mode`, `longitude`, `range`, `options`");
  BOOST_TEST(judge(R"({"Name":"x"})").slug == "unknown-argument");
}

BOOST_AUTO_TEST_CASE(too_many_arguments) {
  const auto judged = judge(R"(["x",null,null,null,null,null])");
  BOOST_TEST(judged.slug == "too-many-arguments");
  BOOST_TEST(judged.detail == "The row has 6 values; `made-up` takes at most 5.");
}

BOOST_AUTO_TEST_CASE(no_value_is_ever_repeated) {
  for (const char* row : {R"([["SECRET"]])", R"(["x","SECRET"])", R"(["x",null,"SECRET"])",
                          R"(["x",null,null,"SECRET"])", R"(["x",null,null,null,"SECRET"])", R"({"SECRET street 5":1})",
                          R"({"name":"x","id":["SECRET"]})", R"("SECRET")"}) {
    const auto judged = judge(row);
    BOOST_TEST(judged.slug != "fine");
    BOOST_TEST((judged.detail + judged.hint).find("SECRET") == std::string::npos, row);
  }
}

BOOST_AUTO_TEST_CASE(geocode_takes_what_is_documented) {
  for (const char* row : {R"(["Madrid"])", R"(["Madrid","ES","es",{"limit":1}])",
                          R"({"address":"Madrid","country":"es"})", R"(["Madrid","","pt-BR","{}"])"}) {
    BOOST_TEST(judge(geocode(), row).slug == "fine", row);
  }
  for (const char* row : {R"(["Madrid","ESP"])", R"(["Madrid","E1"])", R"(["Madrid","España"])", R"(["Madrid",34])",
                          R"([28013])", R"(["Madrid","ES","en US"])", R"(["Madrid","ES",{}])", R"(["\t\n "])"}) {
    BOOST_TEST(judge(geocode(), row).slug == "bad-argument", row);
  }
  BOOST_TEST(judge(geocode(), R"([28013])").detail == "`address` must be a string.");
  BOOST_TEST(judge(geocode(), R"({"adress":"Madrid"})").hint == "did you mean `address`?");
}

BOOST_AUTO_TEST_CASE(quota_takes_nothing) {
  const auto& quota = *find_service("quota");
  for (const char* row : {"{}", "[]", R"({"id":"a"})"}) BOOST_TEST(judge(quota, row).slug == "fine", row);
  BOOST_TEST(judge(quota, "[1]").slug == "too-many-arguments");
  BOOST_TEST(judge(quota, "[1]").detail == "The row has 1 values; `quota` takes none.");
  BOOST_TEST(judge(quota, R"({"address":"x"})").slug == "unknown-argument");
}

BOOST_AUTO_TEST_CASE(leading_columns_are_not_arguments_and_errors_do_not_count_them) {
  const auto behind_two = [](const std::string& row) {
    const auto document = parse(row);
    Arguments arguments;
    const auto error = judge_arguments(geocode(), document.root(), arguments, 2);
    return error ? std::string(error->slug()) + ": " + std::string(error->detail()) + " " + std::string(error->hint())
                 : "fine " + std::string(arguments.values[0].text) + " " + std::string(arguments.values[1].text);
  };
  BOOST_TEST(behind_two(R"(["base","token","Madrid","ES"])") == "fine Madrid ES");
  BOOST_TEST(behind_two(R"([null,{"any":1},"Madrid",null,"en",{}])") == "fine Madrid ");
  BOOST_TEST(behind_two(R"([1,2,"Madrid",null,"en",{},7])") ==
             "too-many-arguments: The row has 5 arguments; `geocode` takes at most 4. GET /v1/services lists the "
             "arguments in order.");
  for (const char* row : {"[]", "[1]", "[1,2]", "[1,2,null]"}) {
    BOOST_TEST(behind_two(row) ==
               "missing-argument: `address` is missing. give it as argument 1, after the leading columns");
  }
  const auto document = parse(R"([1,2])");
  Arguments arguments;
  BOOST_TEST(!judge_arguments(*find_service("quota"), document.root(), arguments, 2));
}

BOOST_AUTO_TEST_CASE(a_bound_that_is_not_itself_allowed) {
  const auto& isoline = *find_service("isoline");
  const auto ranged = [&](const std::string& range) { return judge(isoline, "[0,0,\"car\"," + range + "]"); };
  for (const char* range : {"300", "0.001", "\"300.0\"", "1e3"}) BOOST_TEST(ranged(range).slug == "fine", range);
  for (const char* range : {"0", "0.0", "-1", "\"NaN\"", "\"Infinity\"", "\"300,600\"", "true"}) {
    BOOST_TEST(ranged(range).slug == "bad-argument", range);
    BOOST_TEST(ranged(range).detail == "`range` must be a number above 0 (seconds or metres).");
  }
  BOOST_TEST(ranged("null").slug == "missing-argument");
}

BOOST_AUTO_TEST_CASE(what_one_row_left_behind_does_not_reach_the_next) {
  const auto full = parse(R"(["x","car",1,2,"{\"a\":1}"])");
  const auto thin = parse(R"(["y"])");
  Arguments arguments;
  BOOST_REQUIRE(!judge_arguments(made_up, full.root(), arguments));
  BOOST_REQUIRE(!judge_arguments(made_up, thin.root(), arguments));
  for (std::size_t at = 1; at < 5; ++at) BOOST_TEST(!arguments.values[at].given);
  BOOST_TEST(!arguments.held);
}

BOOST_AUTO_TEST_SUITE_END()
