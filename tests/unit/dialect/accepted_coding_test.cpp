#include "dialect/accepted_coding.hpp"

#include "support.hpp"

using namespace dialect_tests;
using flow::Coding;

BOOST_AUTO_TEST_SUITE(accepted_coding)

BOOST_AUTO_TEST_CASE(gzip_before_deflate_and_zero_is_no) {
  const std::pair<std::string_view, Coding> cases[] = {
      {"", Coding::identity},
      {"identity", Coding::identity},
      {"gzip", Coding::gzip},
      {"GZip", Coding::gzip},
      {"x-gzip", Coding::gzip},
      {"deflate", Coding::deflate},
      {"deflate, gzip;q=0.1", Coding::gzip},
      {"gzip;q=0, deflate", Coding::deflate},
      {"gzip; q=0.000 , deflate ;Q=0", Coding::identity},
      {"gzip;q=0.001", Coding::gzip},
      {"gzip;q=00x", Coding::gzip},
      {"br, zstd, *", Coding::identity},
      {"gzipped", Coding::identity},
      {",,;;,gzip", Coding::gzip},
  };
  for (const auto& [value, wanted] : cases) {
    BOOST_TEST_CONTEXT(value) {
      BOOST_TEST((dialect::accepted_coding(headers({{"Accept-Encoding", value}})) == wanted));
    }
  }
  BOOST_TEST((dialect::accepted_coding({}) == Coding::identity));
  BOOST_TEST(
      (dialect::accepted_coding(headers({{"accept-encoding", "br"}, {"ACCEPT-ENCODING", "gzip"}})) == Coding::gzip));
}

BOOST_AUTO_TEST_SUITE_END()
