#include "sandbox/gazetteer.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>
#include <string>

using namespace atgateway::sandbox;

namespace {

struct Case {
  std::string_view address, country, found;  // "Name, CC" or "Name, CC-REGION"
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << '"' << c.address << "\" in " << c.country; }

std::string found(std::string_view address, std::string_view country) {
  const auto candidates = find_cities(address, country, 1);
  if (candidates.empty()) return "nothing";
  const City& city = *candidates.front().city;
  std::string text(city.name);
  text.append(", ").append(country_of(city).code);
  if (!city.region.empty()) text.append("-").append(city.region);
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(gazetteer)

const Case cases[] = {
    // The name alone, in whatever form.
    {"Madrid", "", "Madrid, ES"},
    {"  mADRID ", "", "Madrid, ES"},
    {"SAO PAULO", "", "São Paulo, BR"},
    {"Barcelona", "", "Barcelona, ES"},
    {"Sevilla", "", "Sevilla, ES"},
    {"Seville", "", "Sevilla, ES"},
    {"Roma", "", "Rome, IT"},
    {"Rome", "", "Rome, IT"},
    {"Wien", "", "Vienna, AT"},
    {"Cologne", "", "Köln, DE"},
    {"München", "", "Munich, DE"},
    {"Zurich", "", "Zürich, CH"},
    {"Praha", "", "Prague, CZ"},
    {"New York", "", "New York City, US-NY"},
    {"Singapore", "", "Singapore, SG"},
    {"東京", "", "Tokyo, JP"},
    {"Москва", "", "Moscow, RU"},
    {"San Sebastián", "", "Donostia / San Sebastián, ES"},
    // More around it.
    {"Calle de Alcalá 1, Madrid, Spain", "", "Madrid, ES"},
    {"Madrid, ES", "", "Madrid, ES"},
    {"Madrid, ESP", "", "Madrid, ES"},
    {"Madrid, España", "", "Madrid, ES"},
    {"Calle Mayor 1, 28013 Madrid, Spain", "", "Madrid, ES"},
    {"10 Downing St, London SW1A 2AA, UK", "", "London, GB"},
    {"350 5th Ave, New York, NY 10118, USA", "", "New York City, US-NY"},
    {"1600 Pennsylvania Avenue NW, Washington, DC", "", "Washington, US-DC"},
    {"Rue de Rivoli;Paris;France", "", "Paris, FR"},
    {"Calle Mayor 1\nMadrid\nSpain", "", "Madrid, ES"},
    // What stands behind it decides between namesakes, and must agree.
    {"Paris, Texas", "", "Paris, US-TX"},
    {"Paris, TX, USA", "", "Paris, US-TX"},
    {"Paris, France", "", "Paris, FR"},
    {"London, Ontario", "", "London, CA-ON"},
    {"Córdoba", "AR", "Córdoba, AR"},
    {"Cordoba, Argentina", "", "Córdoba, AR"},
    {"Cordoba, Spain", "", "Córdoba, ES"},
    {"Springfield, IL", "", "Springfield, US-IL"},
    {"San Francisco, CA", "", "San Francisco, US-CA"},  // not Canada
    {"Athens, GA", "", "Athens, US-GA"},                // not Gabon
    {"David, Panama", "", "David, PA"},                 // although there is a city of that name, too
    {"Singapore, Singapore", "", "Singapore, SG"},
    {"New York, New York", "", "New York City, US-NY"},
    {"Madrid, Germany", "", "nothing"},
    {"Madrid, Texas", "", "nothing"},
    {"Paris, Bavaria, Spain", "", "nothing"},
    {"Paris, London", "", "London, GB"},
    {"Madrid, a, b, c, d, e, f, g, h, i, j, k", "", "Madrid, ES"},
    {"Madrid, a, b, c, d, e, f, g, h, i, j, k, l", "", "nothing"},  // too far from the end
    // The country parameter restricts.
    {"Madrid", "ES", "Madrid, ES"},
    {"Madrid", "CO", "nothing"},
    {"London", "CA", "London, CA-ON"},
    {"Berlin", "ES", "nothing"},
    {"Paris, Texas", "FR", "nothing"},
    // Without commas, from the end.
    {"Madrid Spain", "", "Madrid, ES"},
    {"Calle de Alcala 1 Madrid", "", "Madrid, ES"},
    {"Calle de Alcala 1 28014 Madrid Spain", "", "Madrid, ES"},
    {"Broadway New York United States of America", "", "New York City, US-NY"},
    {"Paris Texas", "", "Paris, US-TX"},
    // Nothing known.
    {"", "", "nothing"},
    {" , ,, ", "", "nothing"},
    {"Nowhere Street 12", "", "nothing"},
    {"Xyzzy, Plugh", "", "nothing"},
    {"Spain", "", "nothing"},
    {"Madridx", "", "nothing"},
    {"12345", "", "nothing"},
};
BOOST_DATA_TEST_CASE(finds, boost::unit_test::data::make(cases)) {
  BOOST_TEST(found(sample.address, sample.country) == sample.found);
}

const std::string_view well_known[] = {
    "Madrid",   "Barcelona", "Sevilla",    "London",    "Paris",     "Berlin",      "Rome",         "New York",
    "Chicago",  "Tokyo",     "Beijing",    "Sydney",    "São Paulo", "Mexico City", "Buenos Aires", "Cairo",
    "Lagos",    "Nairobi",   "Mumbai",     "Delhi",     "Singapore", "Seoul",       "Istanbul",     "Moscow",
    "Toronto",  "Amsterdam", "Vienna",     "Zürich",    "Lisbon",    "Dublin",      "Warsaw",       "Prague",
    "Athens",   "Stockholm", "Oslo",       "Helsinki",  "Kyiv",      "Kiev",        "Los Angeles",  "San Francisco",
    "Brussels", "Geneva",    "Copenhagen", "Bengaluru", "Montreal",  "Santiago",    "Panama City",  "The Hague",
};
BOOST_DATA_TEST_CASE(knows_the_well_known, boost::unit_test::data::make(well_known)) {
  BOOST_TEST(!find_cities(sample, {}, 1).empty());
}

BOOST_AUTO_TEST_CASE(ranks_namesakes_and_keeps_to_the_limit) {
  const auto all = find_cities("Springfield", "", 20);
  BOOST_TEST_REQUIRE(all.size() >= 4u);
  for (std::size_t i = 1; i < all.size(); ++i) BOOST_TEST((all[i - 1].city < all[i].city));  // larger first
  BOOST_TEST(find_cities("Springfield", "", 2).size() == 2u);
  BOOST_TEST(find_cities("Springfield", "", 0).empty());
  BOOST_TEST((find_cities("Springfield", "", 2)[1].city == all[1].city));
}

BOOST_AUTO_TEST_CASE(confidence_says_how_sure) {
  const auto confidence = [](std::string_view address) { return find_cities(address, "", 1).at(0).confidence; };
  BOOST_TEST(confidence("Madrid, Spain") == 1.0);
  BOOST_TEST(confidence("Calle de Alcalá 1, Madrid, Spain") == 0.8);  // the street is not known
  BOOST_TEST(confidence("Springfield") == 0.7);                       // which one?
  BOOST_TEST(confidence("Springfield") < confidence("Springfield, IL"));
}

BOOST_AUTO_TEST_CASE(odd_input_is_bounded) {
  const std::string commas(1 << 20, ',');
  BOOST_TEST(find_cities(commas, "", 5).empty());
  for (const char filler : {',', 'x', '\xC3', ' '}) {
    std::string address(1 << 20, filler);
    address.append(", Madrid");
    BOOST_TEST(find_cities(address, "", 5).size() == 1u);
  }
  std::string same;
  for (int i = 0; i < 5000; ++i) same += "Springfield,";
  BOOST_TEST(find_cities(same, "", 3).size() == 3u);
  BOOST_TEST(find_cities("\xFF\xFE, \x80", "", 3).empty());
}

BOOST_AUTO_TEST_CASE(finds_the_nearest) {
  const auto madrid = nearest_city(-3.7, 40.4);
  BOOST_TEST_REQUIRE(madrid.has_value());
  BOOST_TEST(country_of(*madrid->city).code == "ES");
  BOOST_TEST(madrid->distance_m < 10'000);
  const auto exact = nearest_city(-3.70256, 40.4165);
  BOOST_TEST_REQUIRE(exact.has_value());
  BOOST_TEST(exact->city->name == "Madrid");
  BOOST_TEST(exact->distance_m == 0);
  BOOST_TEST(!nearest_city(-140, -45).has_value());  // the South Pacific
  BOOST_TEST(!nearest_city(0, 90).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
