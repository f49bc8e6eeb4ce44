#include "sandbox/fold.hpp"

#include "sandbox/gazetteer_table.hpp"
#include "sandbox/lookup.hpp"

#include <algorithm>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

using namespace atgateway::sandbox;

namespace {
struct Case {
  std::string_view text, folded;
};
std::ostream& operator<<(std::ostream& out, const Case& c) { return out << '"' << c.text << '"'; }
}  // namespace

BOOST_AUTO_TEST_SUITE(fold)

const Case cases[] = {
    {"Madrid", "madrid"},
    {"SÃO  PAULO", "sao paulo"},
    {"Sa\u0303o Paulo", "sao paulo"},  // a combining tilde
    {"Zürich", "zurich"},
    {"KØBENHAVN", "kobenhavn"},
    {"Gießen", "giessen"},
    {"Łódź", "lodz"},
    {"D.C.", "dc"},
    {"St. Louis", "st louis"},
    {"L'Hospitalet de Llobregat", "lhospitalet de llobregat"},
    {"L\u2019Hospitalet", "lhospitalet"},
    {"Baden-Baden", "baden baden"},
    {"\u00A0New\u2009York ", "new york"},
    {"МОСКВА", "москва"},
    {"東京", "東京"},
    {"Hà Nội", "ha noi"},
    {"", ""},
    {" ,-!", ""},
    {"a\xFF\xFE"
     "b",
     "a b"},
    {"a\xE4\xB8", "a"},
    {"\xC0\xAF", ""},
};
BOOST_DATA_TEST_CASE(folds, boost::unit_test::data::make(cases)) {
  BOOST_TEST(atgateway::sandbox::fold(sample.text) == sample.folded);
}

// The table was folded by the generator: the two must agree on every name.
BOOST_AUTO_TEST_CASE(agrees_with_the_generator) {
  const auto cities = city_table();
  std::size_t missing = 0;
  for (std::size_t i = 0; i < cities.size(); ++i) {
    const auto found = cities_named(atgateway::sandbox::fold(cities[i].name));
    if (std::ranges::none_of(found, [i](const CityName& name) { return name.city == i; })) {
      ++missing;
      BOOST_TEST_MESSAGE("not found: " << cities[i].name);
    }
  }
  BOOST_TEST(missing == 0u);
  for (const auto& country : country_table()) BOOST_TEST(!places_named(atgateway::sandbox::fold(country.name)).empty());
}

BOOST_AUTO_TEST_SUITE_END()
