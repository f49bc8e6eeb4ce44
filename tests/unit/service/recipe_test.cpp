#include "service/recipe.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(recipe)

BOOST_AUTO_TEST_CASE(every_service_has_one_with_a_slot_for_each_argument) {
  for (const auto& each : services()) {
    BOOST_TEST_CONTEXT(each.name) {
      const auto& recipe = service::recipe_of(each);
      BOOST_TEST(recipe.service == each.name);
      BOOST_REQUIRE(recipe.slots.size() == each.arguments.size());
      BOOST_TEST(recipe.batch_member.empty() == each.batch_path.empty());
      for (std::size_t at = 0; at < recipe.slots.size(); ++at) {
        const bool is_object = each.arguments[at].type == ArgumentInfo::Type::object;
        BOOST_TEST(is_object == (recipe.slots[at].place == service::Place::options));
        const auto place = recipe.slots[at].place;
        const bool named = place == service::Place::parameter || place == service::Place::second_of_pair;
        BOOST_TEST(recipe.slots[at].parameter.empty() != named);
        // A pair is written as soon as its second half is read, so both must be there.
        if (place == service::Place::first_of_pair) {
          BOOST_REQUIRE(at + 1 < recipe.slots.size());
          BOOST_TEST((recipe.slots[at + 1].place == service::Place::second_of_pair));
          BOOST_TEST(each.arguments[at].required);
          BOOST_TEST(each.arguments[at + 1].required);
        }
        if (place == service::Place::second_of_pair) {
          BOOST_REQUIRE(at > 0);
          BOOST_TEST((recipe.slots[at - 1].place == service::Place::first_of_pair));
        }
        // The language is written with the options, so it must have been read before them.
        if (is_object) BOOST_TEST(at + 1 == recipe.slots.size());
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
