#include "sandbox/h3_table.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <set>

using namespace atgateway::sandbox;

BOOST_AUTO_TEST_SUITE(h3_table)

BOOST_AUTO_TEST_CASE(twenty_faces_of_a_unit_sphere) {
  const auto tolerance = boost::test_tools::tolerance(1e-12);
  for (const auto& face : h3_faces()) {
    double centre = 0, axis = 0, both = 0;
    for (std::size_t at = 0; at < 3; ++at) {
      centre += face.centre[at] * face.centre[at];
      axis += face.axis[at] * face.axis[at];
      both += face.centre[at] * face.axis[at];
    }
    BOOST_TEST(centre == 1, tolerance);
    BOOST_TEST(axis == 1, tolerance);
    BOOST_TEST(both + 1 == 1, tolerance);
  }
}

BOOST_AUTO_TEST_CASE(all_122_base_cells_and_twelve_of_them_pentagons) {
  std::map<int, int> faces_of;
  std::set<int> turning;
  for (const auto& face : h3_faces()) {
    std::set<int> cells;
    for (const auto& base : face.bases) {
      BOOST_TEST(cells.insert(base.cell).second);
      ++faces_of[base.cell];
      const bool whole = std::all_of(base.turns.begin(), base.turns.end(),
                                     [&](auto turn) { return turn == base.turns.front() && turn < 6; });
      if (!whole) turning.insert(base.cell);
      BOOST_TEST(std::any_of(base.turns.begin(), base.turns.end(), [](auto turn) { return turn < 6; }));
    }
  }
  BOOST_TEST(faces_of.size() == 122u);
  BOOST_TEST(faces_of.rbegin()->first == 121);
  const std::set<int> pentagons = {4, 14, 24, 38, 49, 58, 63, 72, 83, 97, 107, 117};
  BOOST_TEST(turning == pentagons, boost::test_tools::per_element());
  for (const int cell : pentagons) BOOST_TEST(faces_of[cell] == 5);
}

BOOST_AUTO_TEST_SUITE_END()
