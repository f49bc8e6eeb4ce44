#include "sandbox/h3.hpp"

#include "h3_golden.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <iterator>
#include <vector>

using namespace atgateway::sandbox;

BOOST_AUTO_TEST_SUITE(h3)

BOOST_AUTO_TEST_CASE(every_position_has_the_cell_that_h3_gives_it) {
  BOOST_TEST(std::size(golden_cells) > 300u);
  for (const auto& each : golden_cells) {
    BOOST_TEST(h3_text(h3_cell({each.longitude, each.latitude}, each.resolution)) == h3_text(each.cell),
               each.longitude << ',' << each.latitude << " resolution " << each.resolution);
  }
}

BOOST_AUTO_TEST_CASE(an_area_is_the_cells_whose_centres_are_in_it) {
  for (const auto& each : golden_areas) {
    const auto cells = h3_area({each.longitude, each.latitude}, each.radius_m, each.resolution, 1000);
    const std::vector<std::uint64_t> wanted(std::begin(each.cells),
                                            std::find(std::begin(each.cells), std::end(each.cells), 0u));
    BOOST_TEST(cells == wanted, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(an_area_is_cut_to_the_nearest) {
  const Position madrid{-3.7038, 40.4168};
  const auto whole = h3_area(madrid, 2000, 10, 1000);
  BOOST_TEST(whole.size() > 500u);
  BOOST_TEST(whole.size() < 1000u);
  const auto cut = h3_area(madrid, 2000, 10, 100);
  BOOST_TEST(cut.size() == 100u);
  BOOST_TEST(std::includes(whole.begin(), whole.end(), cut.begin(), cut.end()));
  const auto near = h3_area(madrid, 500, 10, 1000);
  BOOST_TEST(near.size() < 100u);
  BOOST_TEST(std::includes(cut.begin(), cut.end(), near.begin(), near.end()));
  BOOST_TEST(h3_area(madrid, 500'000, 15, 10'000).size() == 10'000u);
  BOOST_TEST(h3_area(madrid, 0.001, 0, 10).size() == 1u);
}

BOOST_AUTO_TEST_CASE(every_origin_has_an_area) {
  for (double latitude = -90; latitude <= 90; latitude += 7.5) {
    for (double longitude = -180; longitude <= 180; longitude += 11.25) {
      for (int resolution = 0; resolution <= finest_h3; resolution += 3) {
        const auto cells = h3_area({longitude, latitude}, 300'000, resolution, 61);
        BOOST_TEST(!cells.empty());
        BOOST_TEST(cells.front() != 0u);
        if (resolution > 3) BOOST_TEST(cells.size() == 61u);
        for (const auto cell : cells) BOOST_TEST((cell >> 52) == (0x80u | static_cast<unsigned>(resolution)));
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
