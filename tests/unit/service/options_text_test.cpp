#include "service/options_text.hpp"

#include "requests.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway;

namespace {

std::string canonical(const std::string& text) {
  const auto document = parse(text);
  std::string out;
  service::append_canonical(out, document.root());
  return out;
}

std::string decoded(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at];
      continue;
    }
    out += static_cast<char>(std::stoi(text.substr(at + 1, 2), nullptr, 16));
    at += 2;
  }
  return out;
}

std::string written(const std::string& options, std::string_view language) {
  const auto document = parse(options);
  std::string query;
  service::append_options(query, service::read_options(document.root()), language);
  return decoded(query);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(options_text)

BOOST_AUTO_TEST_CASE(equal_values_have_one_spelling_and_numbers_keep_theirs) {
  BOOST_TEST(canonical(R"( { "b" : [ 1.50 , { } , [ ] ] , "a" : { "y" : null , "x" : "\u0041\n" } } )") ==
             R"({"a":{"x":"A\n","y":null},"b":[1.50,{},[]]})");
  BOOST_TEST(canonical(R"([true,false,-0,1E5,-122.41941550000001,123456789012345678901234567890])") ==
             R"([true,false,-0,1E5,-122.41941550000001,123456789012345678901234567890])");
  BOOST_TEST(canonical(R"({"a":2,"a":1})") == R"({"a":2,"a":1})");
}

BOOST_AUTO_TEST_CASE(the_rows_language_wins) {
  BOOST_TEST(written("{}", "") == "");
  BOOST_TEST(written("{}", "es") == R"(options={"language":"es"})");
  BOOST_TEST(written(R"({"limit":1})", "") == R"(options={"limit":1})");
  BOOST_TEST(written(R"({"limit":1})", "es") == R"(options={"language":"es","limit":1})");
  BOOST_TEST(written(R"({"limit":1,"language":"en","a":"x,y"})", "") ==
             R"(options={"language":"en","a":"x,y","limit":1})");
  BOOST_TEST(written(R"({"limit":1,"language":"en","a":"x,y"})", "es") ==
             R"(options={"language":"es","a":"x,y","limit":1})");
  BOOST_TEST(written(R"({"language":"en"})", "es") == R"(options={"language":"es"})");
}

BOOST_AUTO_TEST_CASE(the_query_is_percent_encoded) {
  const auto document = parse(R"({"a":"ñ&b"})");
  std::string query = "address=x";
  service::append_options(query, service::read_options(document.root()), "es");
  BOOST_TEST(query == "address=x&options=%7B%22language%22%3A%22es%22%2C%22a%22%3A%22%C3%B1%26b%22%7D");
}

BOOST_AUTO_TEST_SUITE_END()
