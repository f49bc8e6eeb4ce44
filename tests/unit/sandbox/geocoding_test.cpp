#include "requests.hpp"
#include "sandbox/endpoints.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

using namespace atgateway;
using namespace atgateway::sandbox;

namespace {

Query query(std::string_view text) {
  auto read = Query::parse(text);
  BOOST_REQUIRE(read.has_value());
  return std::move(*read);
}

void check_refused(const Answered& answered, std::string_view part) {
  BOOST_TEST(answered.reply.status == 400);
  const auto document = parsed(answered.reply.body);
  check_marked(document.root());
  BOOST_TEST(text_at(document, "status") == "400");
  BOOST_TEST((text_at(document, "error").find(part) != std::string::npos), answered.reply.body);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(geocoding)

BOOST_AUTO_TEST_CASE(one_address_is_an_array_of_one_entry) {
  const auto answered = geocode(query("address=Madrid&country=es"), {});
  BOOST_TEST(answered.reply.status == 200);
  BOOST_TEST(answered.rows == 1u);
  BOOST_TEST(answered.reply.body ==
             R"([{"error":null,"value":[{"latitude":40.4165,"longitude":-3.70256,)"
             R"("formattedAddress":"Madrid, Spain","country":"Spain","countryCode":"ES","state":"Madrid",)"
             R"("city":"Madrid","confidence":0.95,"provider":"sandbox","sandbox":true}],"sandbox":true}])");
}

BOOST_AUTO_TEST_CASE(no_match_is_an_empty_value) {
  const auto answered = geocode(query("address=Xyzzy"), {});
  BOOST_TEST(answered.reply.status == 200);
  BOOST_TEST(answered.reply.body == R"([{"error":null,"value":[],"sandbox":true}])");
}

BOOST_AUTO_TEST_CASE(the_region_is_named_when_it_differs) {
  const auto document = parsed(geocode(query("address=Paris,%20Texas"), {}).reply.body);
  BOOST_TEST(text_at(document, "0/value/0/formattedAddress") == "Paris, Texas, United States");
}

BOOST_AUTO_TEST_CASE(the_limit_comes_from_either_place) {
  const auto size = [](std::string_view text) {
    return at(parsed(geocode(query(text), {}).reply.body).root(), "0/value").size();
  };
  BOOST_TEST(size("address=Springfield") == 1u);
  BOOST_TEST(size("address=Springfield&limit=3") == 3u);
  BOOST_TEST(size("address=Springfield&options=%7B%22limit%22%3A2%2C%22language%22%3A%22es%22%7D") == 2u);
  BOOST_TEST(size("address=Springfield&language=es") == 1u);
}

BOOST_AUTO_TEST_CASE(wrong_parameters_are_refused) {
  check_refused(geocode(query(""), {}), "address");
  check_refused(geocode(query("address="), {}), "address");
  check_refused(geocode(query("address=Madrid&country=Spain"), {}), "country");
  check_refused(geocode(query("address=Madrid&country=E1"), {}), "country");
  for (const auto* limit : {"0", "21", "1.5", "-1", "x"})
    check_refused(geocode(query("address=Madrid&limit=" + std::string(limit)), {}), "limit");
  check_refused(geocode(query("address=Madrid&options=x"), {}), "options");
  check_refused(geocode(query("address=Madrid&options=[]"), {}), "options");
  check_refused(geocode(query("address=Madrid&options=%7B%22limit%22%3Atrue%7D"), {}), "options.limit");
  check_refused(geocode(query("address=Madrid&options=%7B%22language%22%3A1%7D"), {}), "options.language");
}

BOOST_AUTO_TEST_CASE(a_batch_keeps_order_and_length) {
  const auto answered =
      geocode_batch({}, R"({"addresses": ["Madrid, Spain", "Xyzzy", "", "sandbox-error", "Madrid, Spain", "東京"]})");
  BOOST_TEST(answered.reply.status == 200);
  BOOST_TEST(answered.rows == 6u);
  const auto document = parsed(answered.reply.body);
  check_marked(document.root());
  BOOST_TEST(document.root().size() == 6u);
  BOOST_TEST(text_at(document, "0/value/0/city") == "Madrid");
  BOOST_TEST(at(document.root(), "0/error").is_null());
  BOOST_TEST(at(document.root(), "1/value").size() == 0u);
  BOOST_TEST(at(document.root(), "1/error").is_null());
  BOOST_TEST(at(document.root(), "2/error").is(json::Kind::string));
  BOOST_TEST(at(document.root(), "3/error").is(json::Kind::string));
  BOOST_TEST(at(document.root(), "3/value").size() == 0u);
  BOOST_TEST(text_at(document, "4/value/0/city") == "Madrid");
  BOOST_TEST(text_at(document, "5/value/0/countryCode") == "JP");
}

BOOST_AUTO_TEST_CASE(alone_or_in_a_batch_the_same_bytes) {
  for (const auto& [encoded, address] :
       {std::pair("Madrid", "Madrid"), std::pair("Paris%2C%20Texas", "Paris, Texas"), std::pair("Xyzzy", "Xyzzy"),
        std::pair("sandbox-error", "sandbox-error"), std::pair("%20", " "), std::pair("%E6%9D%B1%E4%BA%AC", "東京")}) {
    const auto alone = geocode(query("address=" + std::string(encoded)), {}).reply;
    const auto batch = geocode_batch({}, R"({"addresses":[")" + std::string(address) + R"("]})").reply;
    BOOST_TEST(alone.status == 200);
    BOOST_TEST(alone.body == batch.body, address);
  }
}

BOOST_AUTO_TEST_CASE(wrong_batches_are_refused) {
  for (const auto* body : {"", "x", "[]", "{}", R"({"addresses": "Madrid"})", R"({"addresses": [1]})",
                           R"({"addresses": ["Madrid", null]})", R"({"addresses": {"0": "Madrid"}})", "null"}) {
    BOOST_TEST(geocode_batch({}, body).reply.status == 400, body);
  }
  check_refused(geocode_batch({}, R"({"addresses": [1]})"), "array of strings");
  BOOST_TEST(geocode_batch({}, R"({"addresses": []})").reply.body == "[]");
}

BOOST_AUTO_TEST_CASE(ten_thousand_addresses_and_no_more) {
  std::string list;
  for (int i = 0; i < 10'000; ++i)
    list += (i > 0 ? "," : "") + std::string(R"("Calle de Alcala 1, 28014 Madrid, Spain")");
  const auto answered = geocode_batch({}, R"({"addresses":[)" + list + "]}");
  BOOST_TEST(answered.reply.status == 200);
  BOOST_TEST(answered.rows == 10'000u);
  BOOST_TEST(parsed(answered.reply.body).root().size() == 10'000u);
  check_refused(geocode_batch({}, R"({"addresses":[)" + list + R"(,"Madrid"]})"), "10000");
}

BOOST_AUTO_TEST_CASE(reverse_finds_the_nearest_city) {
  const auto document = parsed(reverse_geocode(query("lat=40.42&lon=-3.7"), {}).reply.body);
  check_marked(document.root());
  BOOST_TEST(text_at(document, "0/value/0/countryCode") == "ES");
  BOOST_TEST(text_at(parsed(reverse_geocode(query("lat=40.4165&lon=-3.70256"), {}).reply.body),
                     "0/value/0/confidence") == "1");
  const auto sea = parsed(reverse_geocode(query("lat=-45&lon=-140"), {}).reply.body);
  BOOST_TEST(at(sea.root(), "0/value").size() == 0u);
  check_refused(reverse_geocode(query("lat=40"), {}), "lon");
  check_refused(reverse_geocode(query("lat=91&lon=0"), {}), "lat");
  check_refused(reverse_geocode(query("lat=0&lon=181"), {}), "lon");
  check_refused(reverse_geocode(query("lat=x&lon=0"), {}), "lat");
  check_refused(reverse_geocode(query("lat=0&lon=0&options=x"), {}), "options");
  BOOST_TEST(
      reverse_geocode(query("lon=-3.70250&lat=40.41680&language=es&options=%7B%22a%22%3A2.0%7D"), {}).reply.status ==
      200);
}

BOOST_AUTO_TEST_SUITE_END()
