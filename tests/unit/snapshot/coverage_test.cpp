// The symptom table has 59 rows, K01 to K59: which of them a snapshot decides, and why it does not decide the rest.
#include "edited.hpp"

#include <map>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(coverage)

namespace {

constexpr int last_row = 59;

// In no file of a snapshot, whatever is fetched.
const std::map<std::string, std::string> not_in_a_snapshot{
    {"K40", "how long a reply was silent is in no object: the gateway's own log has it"},
    {"K43", "which certificate is served for a name is seen in a handshake only: tls.handshake"},
};

std::string row_name(int number) { return (number < 10 ? "K0" : "K") + std::to_string(number); }

// Row by row, the checks of these layers that decide it.
std::map<std::string, std::vector<std::string>> deciding(Layer first, Layer last) {
  std::map<std::string, std::vector<std::string>> out;
  for (const auto& check : check_table()) {
    if (check.layer < first || check.layer > last) continue;
    std::istringstream refs{std::string(check.ref)};
    for (std::string ref; refs >> ref;) out[ref].emplace_back(check.id);
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_row_is_decided_or_said_why_not) {
  const auto checks = deciding(Layer::kubernetes, Layer::workspace);
  for (int number = 1; number <= last_row; ++number) {
    const auto row = row_name(number);
    const auto found = checks.find(row);
    const auto why_not = not_in_a_snapshot.find(row);
    std::string line = row + ":";
    if (found != checks.end()) {
      for (const auto& id : found->second) line += " " + id;
    }
    if (why_not != not_in_a_snapshot.end()) line += " not decided; " + why_not->second;
    BOOST_TEST_MESSAGE(line);
    BOOST_TEST(((found != checks.end()) != (why_not != not_in_a_snapshot.end())), line);
  }
}

BOOST_AUTO_TEST_CASE(no_check_names_a_row_that_is_not_there) {
  for (const auto& [row, ids] : deciding(Layer::config, Layer::workspace)) {
    bool known = false;
    for (int number = 1; number <= last_row; ++number) known = known || row == row_name(number);
    BOOST_TEST(known, ids.front() + " names " + row);
  }
}

// What a snapshot does not decide and a handshake does is decided there.
BOOST_AUTO_TEST_CASE(what_is_left_to_the_network_is_looked_at_there) {
  BOOST_TEST(deciding(Layer::config, Layer::token).contains("K43"));
}

BOOST_AUTO_TEST_SUITE_END()
