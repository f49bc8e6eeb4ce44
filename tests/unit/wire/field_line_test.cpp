#include "wire/field_line.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway::wire;
using atgateway::Errc;

BOOST_AUTO_TEST_SUITE(field_line)

BOOST_AUTO_TEST_CASE(name_and_value) {
  const auto field = parse_field_line("Host: \t gw:443 \t");
  BOOST_REQUIRE(field.ok());
  BOOST_TEST(field->name == "Host");
  BOOST_TEST(field->value == "gw:443");
  BOOST_TEST(parse_field_line("a:")->value == "");
  BOOST_TEST(parse_field_line("a::b")->value == ":b");
  BOOST_TEST(parse_field_line("a:b c")->value == "b c");
}

BOOST_AUTO_TEST_CASE(each_fault_has_its_words) {
  const std::pair<const char*, const char*> table[] = {
      {" a: b", "whitespace; folded"},      {"\ta: b", "whitespace; folded"},     {": b", "no name"},
      {"a : b", "followed by whitespace"},  {"a b", "followed by whitespace"},    {"a", "no colon"},
      {"a(b: c", "character that no name"}, {"\xc3: c", "character that no name"}};
  for (const auto& [line, words] : table) {
    const auto field = parse_field_line(line);
    BOOST_REQUIRE(!field.ok());
    BOOST_TEST((field.error().code() == Errc::bad_request));
    BOOST_TEST(field.error().detail().find(words) != std::string_view::npos, line << ": " << field.error().detail());
    BOOST_TEST(field.error().field().empty());
  }
}

BOOST_AUTO_TEST_CASE(known_fields_have_no_case) {
  BOOST_TEST((known_field("HOST") == KnownField::host));
  BOOST_TEST((known_field("connection") == KnownField::connection));
  BOOST_TEST((known_field("Content-Length") == KnownField::content_length));
  BOOST_TEST((known_field("TRANSFER-encoding") == KnownField::transfer_encoding));
  BOOST_TEST((known_field("expect") == KnownField::expect));
  BOOST_TEST((known_field("content-type") == KnownField::content_type));
  BOOST_TEST((known_field("content-encoding") == KnownField::content_encoding));
  BOOST_TEST((known_field("authorization") == KnownField::authorization));
  for (const char* name : {"hosT_", "hose", "content_length", "x", "transfer-encodin", "authorisation"}) {
    BOOST_TEST((known_field(name) == KnownField::other), name);
  }
}

BOOST_AUTO_TEST_CASE(trailers) {
  BOOST_TEST(forbidden_in_trailer("Content-Length"));
  BOOST_TEST(forbidden_in_trailer("AUTHORIZATION"));
  BOOST_TEST(!forbidden_in_trailer("x-checksum"));
}

BOOST_AUTO_TEST_SUITE_END()
