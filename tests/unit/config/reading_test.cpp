#include "config/reading.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using namespace atgateway::config;

BOOST_AUTO_TEST_SUITE(reading)

BOOST_AUTO_TEST_CASE(pointers_as_people_say_them) {
  BOOST_TEST(spoken("") == "");
  BOOST_TEST(spoken("/limits/rows") == "limits.rows");
  BOOST_TEST(spoken("/upstreams/0/base_url") == "upstreams[0].base_url");
  BOOST_TEST(spoken("/upstreams/10/allow_addresses/2") == "upstreams[10].allow_addresses[2]");
}

BOOST_AUTO_TEST_CASE(lines_and_columns_begin_at_one) {
  BOOST_TEST(line_and_column("", 0) == "line 1, column 1");
  BOOST_TEST(line_and_column("ab\ncd", 1) == "line 1, column 2");
  BOOST_TEST(line_and_column("ab\ncd", 3) == "line 2, column 1");
  BOOST_TEST(line_and_column("ab\ncd", 99) == "line 2, column 3");
}

BOOST_AUTO_TEST_CASE(outside_text_stays_on_one_line) {
  BOOST_TEST(one_line("a\nb\x7f") == "a?b?");
  std::string filler;
  filler.append(64, 'a');
  BOOST_TEST(one_line(filler) == filler);
  BOOST_TEST(one_line(filler + "a") == filler + "...");
  filler.pop_back();
  BOOST_TEST(one_line(filler + "\xc3\xa9") == filler + "...");
}

BOOST_AUTO_TEST_CASE(origins_reach_what_is_below) {
  const ConfigSources sources;
  Reading reading(sources);
  reading.note("/listeners/0/tls/mode", {"environment X", {}});
  BOOST_TEST(reading.given("/listeners"));
  BOOST_TEST(reading.given("/listeners/0/tls/mode"));
  BOOST_TEST(!reading.given("/listen"));
  BOOST_TEST(!reading.given("/listeners/0/tls/mode/x"));
  reading.forget("/listen");
  BOOST_TEST(reading.given("/listeners"));
  reading.forget("/listeners/0");
  BOOST_TEST(!reading.given("/listeners"));
}

BOOST_AUTO_TEST_CASE(failures_say_what_and_where) {
  ConfigSources sources;
  sources.file_name = "gateway.json";
  sources.file_text = "{\n  \"workers\": -1\n}";
  Reading reading(sources);
  reading.note("/workers", reading.file(15));
  const auto error = reading.fail("/workers", "must be something", "Do this.");
  BOOST_TEST((error.code() == Errc::bad_config));
  BOOST_TEST(error.field() == "/workers");
  BOOST_TEST(error.detail() == "workers must be something (file gateway.json, line 2, column 14).");
  BOOST_TEST(error.hint() == "Do this.");
  BOOST_TEST(reading.fail("/admin", "is odd", "x").detail() == "admin is odd.");
}

BOOST_AUTO_TEST_SUITE_END()
