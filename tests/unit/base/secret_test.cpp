#include <atgateway/secret.hpp>

#include <boost/test/unit_test.hpp>

#include <type_traits>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(secret)

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string> && !std::is_convertible_v<Secret, std::string_view>);

BOOST_AUTO_TEST_CASE(moves_leave_nothing_behind) {
  Secret first("sandbox-token");
  Secret second = std::move(first);
  BOOST_TEST(first.empty());  // NOLINT(bugprone-use-after-move): the point
  BOOST_TEST(second.reveal() == "sandbox-token");
  first = std::move(second);
  BOOST_TEST(second.empty());  // NOLINT(bugprone-use-after-move)
  BOOST_TEST(first.size() == 13U);
}

BOOST_AUTO_TEST_CASE(a_clone_is_its_own_copy) {
  Secret first("abc");
  const Secret copy = first.clone();
  first = Secret();
  BOOST_TEST(copy.reveal() == "abc");
}

BOOST_AUTO_TEST_CASE(compares_whole_values) {
  const Secret key("correct horse");
  BOOST_TEST(key.equals("correct horse"));
  BOOST_TEST(!key.equals("correct horsf"));
  BOOST_TEST(!key.equals("correct"));
  BOOST_TEST(Secret().equals(""));
}

BOOST_AUTO_TEST_CASE(wipe_overwrites_the_whole_buffer) {
  std::string text(100, 'x');
  const char* bytes = text.data();
  text.resize(40);  // the tail keeps its bytes until they are wiped
  wipe(text);
  BOOST_TEST(text.empty());
  bool clean = true;
  for (std::size_t i = 0; i < text.capacity(); ++i) clean = clean && bytes[i] == '\0';
  BOOST_TEST(clean);
}

BOOST_AUTO_TEST_SUITE_END()
