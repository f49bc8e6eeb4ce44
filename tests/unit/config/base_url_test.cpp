#include "config/base_url.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace atgateway::config;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(base_url)

namespace {
struct Pair {
  const char* text;
  const char* canonical;
};
std::ostream& operator<<(std::ostream& out, const Pair& pair) { return out << pair.text; }
const Pair good[] = {
    {"https://carto.example.com", "https://carto.example.com"},
    {"https://carto.example.com/", "https://carto.example.com"},
    {"HTTPS://CARTO.Example.COM:443/Api/", "https://carto.example.com/Api"},
    {"http://127.0.0.1:80", "http://127.0.0.1"},
    {"http://127.0.0.1:443/", "http://127.0.0.1:443"},
    {"https://[0:0::1]:8443/a/b", "https://[::1]:8443/a/b"},
    {"https://[2001:DB8::1]", "https://[2001:db8::1]"},
    {"https://a_b.carto.svc", "https://a_b.carto.svc"},
    {"sandbox:", "sandbox:"},
};
struct Bad {
  const char* text;
  const char* why;
};
std::ostream& operator<<(std::ostream& out, const Bad& bad) { return out << bad.text; }
const Bad bad[] = {
    {"", "empty"},
    {"carto.example.com", "https://"},
    {"ftp://carto.example.com", "https://"},
    {"sandbox:x", "https://"},
    {"sandbox", "https://"},
    {"://carto.example.com", "https://"},
    {"https:/carto.example.com", "https://"},
    {"https://", "no host"},
    {"https:///api", "no host"},
    {"https://:443", "no host"},
    {"https://user:word@carto.example.com", "user name"},
    {"https://carto.example.com@evil.example", "user name"},
    {"https://carto.example.com/?a=1", "query"},
    {"https://carto.example.com#x", "fragment"},
    {"https://carto.example.com/%2e%2e", "percent"},
    {"https://carto.example.com\\@evil", "backslash"},
    {"https://carto.example.com/a b", "space"},
    {"https://carto.example.com/\xc3\xa9", "ASCII"},
    {"https://carto.example.com\n", "control"},
    {"https://carto.example.com./api", "ends in a dot"},
    {"https://carto..example.com", "neither"},
    {"https://carto.example.com/a/../b", "path"},
    {"https://carto.example.com/./b", "path"},
    {"https://carto.example.com/a//b", "path"},
    {"https://carto.example.com//", "path"},
    {"https://carto.example.com/a;b", "path"},
    {"https://carto.example.com:0", "port"},
    {"https://carto.example.com:65536", "port"},
    {"https://carto.example.com:0443", "port"},
    {"https://carto.example.com:", "port"},
    {"https://carto.example.com:443:443", "neither"},
    {"https://127.1", "neither"},
    {"https://0x7f.0.0.1", "neither"},
    {"https://2130706433", "neither"},
    {"https://1.2.3.4.5", "neither"},
    {"https://[::1", "neither"},
    {"https://[::1]x", "port"},
    {"https://[127.0.0.1]", "neither"},
    {"https://[::1%25eth0]", "percent"},
    {"https://::1", "neither"},
};
}  // namespace

BOOST_DATA_TEST_CASE(accepted, data::make(good), row) {
  const auto url = read_base_url(row.text);
  BOOST_TEST(url.complaint == "");
  BOOST_TEST(url.canonical == row.canonical);
  BOOST_TEST(url.plaintext == std::string_view(row.canonical).starts_with("http:"));
}

BOOST_DATA_TEST_CASE(refused, data::make(bad), row) {
  const auto url = read_base_url(row.text);
  BOOST_TEST(url.complaint.find(row.why) != std::string_view::npos,
             "'" << url.complaint << "' does not say " << row.why);
}

BOOST_AUTO_TEST_CASE(a_very_long_one_is_refused) {
  BOOST_TEST(read_base_url("https://carto.example.com/" + std::string(2048, 'a')).complaint != "");
}

BOOST_AUTO_TEST_CASE(the_canonical_form_is_its_own) {
  for (const auto& row : good) BOOST_TEST(read_base_url(row.canonical).canonical == row.canonical);
}

BOOST_AUTO_TEST_SUITE_END()
