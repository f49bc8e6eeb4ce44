#include "listen/byte_budget.hpp"

#include <boost/test/unit_test.hpp>

using atgateway::listen::ByteBudget;
using atgateway::listen::ByteCharge;

BOOST_AUTO_TEST_SUITE(byte_budget)

BOOST_AUTO_TEST_CASE(small_buffers_are_free) {
  ByteBudget budget(0);
  ByteCharge charge(budget);
  BOOST_TEST(charge.cover(ByteCharge::allowance));
  BOOST_TEST(budget.used() == 0U);
  BOOST_TEST(!charge.cover(ByteCharge::allowance + 1));
}

BOOST_AUTO_TEST_CASE(charges_grow_in_steps_and_come_back) {
  ByteBudget budget(3 * ByteCharge::step);
  {
    ByteCharge charge(budget);
    BOOST_TEST(charge.cover(ByteCharge::allowance + 1));
    BOOST_TEST(budget.used() == ByteCharge::step);
    BOOST_TEST(charge.cover(ByteCharge::allowance + ByteCharge::step));
    BOOST_TEST(budget.used() == ByteCharge::step);
    BOOST_TEST(charge.cover(10));  // never shrinks by itself
    BOOST_TEST(budget.used() == ByteCharge::step);
    BOOST_TEST(charge.cover(ByteCharge::allowance + 3 * ByteCharge::step));
    BOOST_TEST(!charge.cover(ByteCharge::allowance + 3 * ByteCharge::step + 1));
    BOOST_TEST(budget.used() == 3 * ByteCharge::step);
  }
  BOOST_TEST(budget.used() == 0U);
}

BOOST_AUTO_TEST_CASE(insisting_goes_over_the_limit_and_shuts_others_out) {
  ByteBudget budget(ByteCharge::step);
  ByteCharge reply(budget), request(budget);
  reply.insist(ByteCharge::allowance + 5 * ByteCharge::step);
  BOOST_TEST(budget.used() == 5 * ByteCharge::step);
  BOOST_TEST(!budget.fits(1));
  BOOST_TEST(!request.cover(ByteCharge::allowance + 1));
  reply.release();
  BOOST_TEST(budget.fits(ByteCharge::step));
  BOOST_TEST(!budget.fits(ByteCharge::step + 1));
}

BOOST_AUTO_TEST_CASE(announced_sizes_do_not_overflow) {
  ByteBudget budget(1000);
  budget.take(10);
  BOOST_TEST(!budget.fits(ByteCharge::cost(UINT64_MAX)));
  BOOST_TEST(!budget.try_take(UINT64_MAX));
}

BOOST_AUTO_TEST_SUITE_END()
