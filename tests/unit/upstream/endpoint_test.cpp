// Every spelling that could make two readers see two different hosts is refused; what is left has one form.
#include "upstream/endpoint.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

namespace up = atgateway::upstream;
namespace data = boost::unit_test::data;
using atgateway::Errc;
using atgateway::UpstreamConfig;

namespace {
struct Form {
  const char* text;
  const char* canonical;
};
std::ostream& operator<<(std::ostream& out, const Form& form) { return out << form.text; }

const Form forms[] = {
    {"https://carto.example.com", "https://carto.example.com"},
    {"https://carto.example.com/", "https://carto.example.com"},
    {"HTTPS://Carto.Example.COM/", "https://carto.example.com"},
    {"https://carto.example.com:443", "https://carto.example.com"},
    {"https://carto.example.com:8443", "https://carto.example.com:8443"},
    {"https://carto.example.com:80", "https://carto.example.com:80"},
    {"http://carto.example.com:80/", "http://carto.example.com"},
    {"http://carto.example.com:443", "http://carto.example.com:443"},
    {"https://carto.example.com/api/", "https://carto.example.com/api"},
    {"https://carto.example.com/API/v3", "https://carto.example.com/API/v3"},
    {"https://carto-router.carto.svc", "https://carto-router.carto.svc"},
    {"https://a_b.example", "https://a_b.example"},
    {"https://127.0.0.1:9", "https://127.0.0.1:9"},
    {"https://[::1]/", "https://[::1]"},
    {"https://[0:0:0:0:0:0:0:1]:8443", "https://[::1]:8443"},
    {"https://[2001:DB8::A]", "https://[2001:db8::a]"},
    {"https://x1.0y", "https://x1.0y"},
};

const std::string long_label = "https://" + std::string(64, 'a') + ".example";
const std::string long_host = [] {
  std::string url = "https://a";
  for (int i = 0; i < 130; ++i) url += ".a";
  return url;
}();
const std::string long_url = "https://example.com/" + std::string(3000, 'a');

const std::vector<std::string> refused = {
    "",
    " ",
    "carto.example.com",
    "//carto.example.com",
    "https:",
    "https:/carto.example.com",
    "https:carto.example.com",
    "https://",
    "https:///",
    "https:///path",
    "://carto.example.com",
    "sandbox:",
    // Other schemes.
    "file:///etc/passwd",
    "gopher://carto.example.com",
    "ftp://carto.example.com",
    "ws://carto.example.com",
    "javascript://carto.example.com",
    "httpss://carto.example.com",
    "https+unix://carto.example.com",
    // Addresses in the forms of inet_aton.
    "https://127.1",
    "https://0x7f.1",
    "https://0x7f000001",
    "https://2130706433",
    "https://0177.0.0.1",
    "https://127.0.0.01",
    "https://127.0.0.0x1",
    "https://1.2.3.4.5",
    "https://256.1.1.1",
    "https://example.1",
    "https://example.0x",
    "https://[::1",
    "https://::1",
    "https://[::1]x",
    "https://[fe80::1%25lo]",
    "https://[fe80::1%lo]",
    "https://[127.0.0.1]",
    "https://[]",
    "https://[::1]:",
    // User information, and what pretends to be it.
    "https://good@evil.example",
    "https://good:secret@evil.example",
    "https://good.example#@evil.example",
    "https://good.example?@evil.example",
    "https://good.example\\@evil.example",
    "https://good.example\\.evil.example",
    "https://good.example;evil.example",
    "https://good.example,evil.example",
    "https://good.example:443:80",
    "https://good.example:443@evil.example",
    // Escapes, other alphabets, controls.
    "https://good%2eexample",
    "https://good%00.example",
    "https://xn\xc3\xa9.example",
    "https://good\xe3\x80\x82"
    "example",
    "https://good\xef\xbc\x8e"
    "example",
    "https://good.example\r\nX: y",
    "https://good.example\t",
    " https://good.example",
    "https://good.example ",
    std::string("https://good.example\0.evil", 26),
    // Dots.
    "https://good.example.",
    "https://.good.example",
    "https://good..example",
    "https://.",
    // Ports.
    "https://good.example:",
    "https://good.example:0",
    "https://good.example:65536",
    "https://good.example:99999",
    "https://good.example:0443",
    "https://good.example:+443",
    "https://good.example:-1",
    "https://good.example:44a",
    "https://good.example:4294967739",
    // Query, fragment, paths that move.
    "https://good.example?",
    "https://good.example/?a=b",
    "https://good.example/#top",
    "https://good.example/..",
    "https://good.example/../x",
    "https://good.example/a/./b",
    "https://good.example/a//b",
    "https://good.example//",
    "https://good.example/a//",
    "https://good.example/a;b",
    "https://good.example/a%2fb",
    "https://good.example/a\\b",
    // Lengths.
    long_label,
    long_host,
    long_url,
};

UpstreamConfig of(std::string base_url) {
  UpstreamConfig config;
  config.base_url = std::move(base_url);
  return config;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(endpoint)

BOOST_DATA_TEST_CASE(each_accepted_form_has_one_spelling, data::make(forms), form) {
  const auto canonical = up::canonical_base_url(form.text);
  BOOST_REQUIRE(canonical.ok());
  BOOST_TEST(*canonical == form.canonical);
  const auto again = up::canonical_base_url(*canonical);
  BOOST_REQUIRE(again.ok());
  BOOST_TEST(*again == form.canonical);
}

BOOST_DATA_TEST_CASE(everything_else_is_refused, data::make(refused), text) {
  const auto canonical = up::canonical_base_url(text);
  BOOST_REQUIRE(!canonical.ok());
  BOOST_TEST(static_cast<int>(canonical.error().code()) == static_cast<int>(Errc::upstream_not_allowed));
  const auto endpoint = up::make_endpoint(of(text));
  BOOST_REQUIRE(!endpoint.ok());
  BOOST_TEST(static_cast<int>(endpoint.error().code()) == static_cast<int>(Errc::bad_config));
}

BOOST_AUTO_TEST_CASE(a_refusal_does_not_echo_the_text) {
  const auto canonical = up::canonical_base_url("https://user:pass-word@evil.example");
  BOOST_REQUIRE(!canonical.ok());
  BOOST_TEST(canonical.error().detail().find("pass-word") == std::string_view::npos);
  BOOST_TEST(canonical.error().detail().find("evil") == std::string_view::npos);
}

BOOST_AUTO_TEST_CASE(an_endpoint_has_all_parts) {
  const auto endpoint = up::make_endpoint(of("HTTPS://Carto.Example.com:8443/api/"));
  BOOST_REQUIRE(endpoint.ok());
  BOOST_TEST(endpoint->base_url == "https://carto.example.com:8443/api");
  BOOST_TEST(endpoint->tls);
  BOOST_TEST(endpoint->host == "carto.example.com");
  BOOST_TEST(endpoint->port == 8443);
  BOOST_TEST(endpoint->prefix == "/api");
  BOOST_TEST(endpoint->connect_host == "carto.example.com");
  BOOST_TEST(endpoint->connect_port == 8443);
  BOOST_TEST(endpoint->ca_file.empty());
}

BOOST_AUTO_TEST_CASE(connect_to_changes_the_place_and_not_the_name) {
  auto config = of("https://carto.example.com/api");
  config.connect_to = "carto-router.carto.svc:8443";
  config.ca = "ca.crt";
  config.http2 = true;
  config.allow_addresses = {"10.0.0.0/8", "2001:db8::/32"};
  config.max_connections = 7;
  const auto endpoint = up::make_endpoint(config);
  BOOST_REQUIRE(endpoint.ok());
  BOOST_TEST(endpoint->host == "carto.example.com");
  BOOST_TEST(endpoint->port == 443);
  BOOST_TEST(endpoint->connect_host == "carto-router.carto.svc");
  BOOST_TEST(endpoint->connect_port == 8443);
  BOOST_TEST(endpoint->ca_file == "ca.crt");
  BOOST_TEST(endpoint->http2);
  BOOST_TEST(endpoint->allow_addresses.size() == 2U);
  BOOST_TEST(endpoint->max_connections == 7U);

  config.connect_to = "[2001:db8::7]:443";
  const auto six = up::make_endpoint(config);
  BOOST_REQUIRE(six.ok());
  BOOST_TEST(six->connect_host == "2001:db8::7");
}

BOOST_AUTO_TEST_CASE(each_wrong_field_is_named) {
  struct Case {
    UpstreamConfig config;
    const char* field;
  };
  std::vector<Case> cases;
  for (const char* to :
       {"carto", "carto:", "carto:0", "carto:x", ":443", "[::1]", "a b:443", "u@carto:443", "127.1:80"}) {
    auto config = of("https://carto.example.com");
    config.connect_to = to;
    cases.push_back({config, "/connect_to"});
  }
  auto ranges = of("https://carto.example.com");
  ranges.allow_addresses = {"10.0.0.0/8", "10.0.0.0/33"};
  cases.push_back({ranges, "/allow_addresses/1"});
  auto none = of("https://carto.example.com");
  none.max_connections = 0;
  cases.push_back({none, "/max_connections"});
  cases.push_back({of("sandbox:"), "/connect_to"});
  cases.push_back({of("http://carto.example.com"), "/base_url"});
  for (const auto& one : cases) {
    const auto endpoint = up::make_endpoint(one.config);
    BOOST_TEST_CONTEXT(one.config.base_url << ' ' << one.config.connect_to.value_or("-")) {
      BOOST_REQUIRE(!endpoint.ok());
      BOOST_TEST(static_cast<int>(endpoint.error().code()) == static_cast<int>(Errc::bad_config));
      BOOST_TEST(endpoint.error().field() == one.field);
    }
  }
}

BOOST_AUTO_TEST_CASE(plain_http_only_on_this_machine_or_when_allowed) {
  BOOST_TEST(up::make_endpoint(of("http://127.0.0.1:8080")).ok());
  BOOST_TEST(up::make_endpoint(of("http://[::1]:8080")).ok());
  BOOST_TEST(up::make_endpoint(of("http://localhost:8080")).ok());
  BOOST_TEST(!up::make_endpoint(of("http://10.0.0.1")).ok());
  BOOST_TEST(!up::make_endpoint(of("http://localhost.example.com")).ok());
  auto allowed = of("http://lds-api.carto.svc");
  allowed.allow_plaintext = true;
  BOOST_TEST(up::make_endpoint(allowed).ok());
  // It is where the bytes go that counts, in both directions.
  auto near_name = of("http://carto.example.com");
  near_name.connect_to = "127.0.0.1:80";
  BOOST_TEST(up::make_endpoint(near_name).ok());
  auto far_place = of("http://localhost");
  far_place.connect_to = "10.0.0.1:80";
  BOOST_TEST(!up::make_endpoint(far_place).ok());
}

BOOST_AUTO_TEST_CASE(the_sandbox_is_reached_where_it_listens) {
  auto config = of("sandbox:");
  config.connect_to = "127.0.0.1:18080";
  const auto endpoint = up::make_endpoint(config);
  BOOST_REQUIRE(endpoint.ok());
  BOOST_TEST(endpoint->base_url == "sandbox:");
  BOOST_TEST(!endpoint->tls);
  BOOST_TEST(endpoint->connect_host == "127.0.0.1");
  BOOST_TEST(endpoint->connect_port == 18080);
  BOOST_TEST(endpoint->prefix.empty());
}

BOOST_AUTO_TEST_SUITE_END()
