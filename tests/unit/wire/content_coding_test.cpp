#include "wire/content_coding.hpp"

#include "unit/wire/packing.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using test::pack;
using wire::decode_content;
using wire::is_json_media_type;

BOOST_AUTO_TEST_SUITE(content_coding)

BOOST_AUTO_TEST_CASE(codings) {
  BOOST_TEST(decode_content("", "{}", 2).value() == "{}");
  BOOST_TEST(decode_content("Identity", "{}", 2).value() == "{}");
  BOOST_TEST(decode_content("gzip", pack("{}", 31), 2).value() == "{}");
  BOOST_TEST(decode_content("GZIP", pack("{}", 31), 2).value() == "{}");
  BOOST_TEST(decode_content("x-gzip", pack("{}", 31), 2).value() == "{}");
  BOOST_TEST(decode_content("deflate", pack("{}", 15), 2).value() == "{}");
  BOOST_TEST(decode_content("deflate", pack("{}", -15), 2).value() == "{}");
}

BOOST_AUTO_TEST_CASE(other_and_stacked_codings_are_unsupported) {
  for (const char* coding :
       {"br", "gzip, gzip", "gzip,", "identity, gzip", "gzip;q=1", "zstd", "compress", "gzip gzip"}) {
    const auto plain = decode_content(coding, pack("{}", 31), 100);
    BOOST_TEST((!plain.ok() && plain.error().code() == Errc::unsupported_content_encoding), coding);
  }
}

BOOST_AUTO_TEST_CASE(limits_hold_for_every_coding) {
  BOOST_TEST((decode_content("", "abc", 2).error().code() == Errc::body_too_large));
  BOOST_TEST((decode_content("gzip", pack("abc", 31), 2).error().code() == Errc::body_too_large));
  BOOST_TEST((decode_content("deflate", pack("abc", 15), 2).error().code() == Errc::body_too_large));
  BOOST_TEST((decode_content("gzip", "", 2).error().code() == Errc::bad_request));
}

BOOST_AUTO_TEST_CASE(json_media_types) {
  for (const char* type :
       {"application/json", "Application/JSON", "application/json; charset=utf-8", "application/json;charset=UTF-8",
        "application/json ; charset=\"Utf-8\"", "application/problem+json", "application/vnd.a.b+JSON; charset=utf-8",
        "application/json;", "application/json; odata=verbose", "application/json; a=\"; charset=latin1\""}) {
    BOOST_TEST(is_json_media_type(type), type);
  }
  for (const char* type :
       {"", "json", "application/jsonx", "text/json5", "text/plain", "application/json; charset=utf-16",
        "application/json; charset=latin1", "application/json; charset=", "application/json; charset",
        "application/json; charset=utf-8; charset=utf-16", "multipart/form-data; boundary=x", "application/",
        "application/+json", "+json", "/+json", "application/json, application/json", "application/x-ndjson",
        "a b/c+json"}) {
    BOOST_TEST(!is_json_media_type(type), type);
  }
}

BOOST_AUTO_TEST_SUITE_END()
