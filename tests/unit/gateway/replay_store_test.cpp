#include "gateway/replay_store.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace atgateway;
using gateway::KeptReply;
using gateway::ReplayStore;
using Claim = ReplayStore::Claim;
using std::chrono::seconds;

BOOST_AUTO_TEST_SUITE(replay_store)

namespace {

const TimePoint start{seconds(1000)};

struct Fixture {
  ReplayStore store{seconds(600), 4096};
  std::vector<std::string> heard;

  ReplayStore::Claimed claim(std::string_view key, std::string_view body, TimePoint now = start) {
    return store.claim(store.digest({key}), store.digest({body}), now,
                       [this](std::shared_ptr<const KeptReply> reply) { heard.push_back(reply->body); });
  }
  void finish(std::string_view key, std::string body, bool keep, TimePoint now = start) {
    auto reply = std::make_shared<KeptReply>();
    reply->body = std::move(body);
    store.finish(store.digest({key}), std::move(reply), keep, now);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_first_works_the_next_wait_the_later_ones_get_the_answer, Fixture) {
  BOOST_TEST((claim("k", "body").claim == Claim::owner));
  BOOST_TEST((claim("k", "body").claim == Claim::joined));
  BOOST_TEST((claim("k", "body").claim == Claim::joined));
  BOOST_TEST(store.has_waiters(store.digest({"k"})));
  finish("k", "answer", true);
  BOOST_TEST(heard == (std::vector<std::string>{"answer", "answer"}), boost::test_tools::per_element());
  const auto later = claim("k", "body");
  BOOST_TEST((later.claim == Claim::replay));
  BOOST_TEST(later.reply->body == "answer");
}

BOOST_FIXTURE_TEST_CASE(another_body_under_the_same_key_is_refused_running_or_finished, Fixture) {
  BOOST_TEST((claim("k", "body").claim == Claim::owner));
  BOOST_TEST((claim("k", "other").claim == Claim::reused));
  finish("k", "answer", true);
  BOOST_TEST((claim("k", "other").claim == Claim::reused));
}

BOOST_FIXTURE_TEST_CASE(what_cannot_have_been_billed_frees_the_key_but_answers_who_waits, Fixture) {
  BOOST_TEST((claim("k", "body").claim == Claim::owner));
  BOOST_TEST((claim("k", "body").claim == Claim::joined));
  finish("k", "refused", false);
  BOOST_TEST(heard.size() == 1U);
  BOOST_TEST((claim("k", "other").claim == Claim::owner));
}

BOOST_FIXTURE_TEST_CASE(answers_expire, Fixture) {
  BOOST_TEST((claim("k", "body").claim == Claim::owner));
  finish("k", "answer", true);
  BOOST_TEST((claim("k", "body", start + seconds(599)).claim == Claim::replay));
  BOOST_TEST((claim("k", "body", start + seconds(600)).claim == Claim::owner));
}

BOOST_FIXTURE_TEST_CASE(a_full_store_forgets_the_oldest_finished_answer, Fixture) {
  for (const char* key : {"a", "b"}) {
    BOOST_TEST((claim(key, "body").claim == Claim::owner));
    finish(key, std::string(1700, 'x'), true);
  }
  BOOST_TEST((claim("c", "body").claim == Claim::owner));
  finish("c", std::string(1700, 'x'), true);
  BOOST_TEST((claim("b", "body").claim == Claim::replay));
  BOOST_TEST((claim("c", "body").claim == Claim::replay));
  BOOST_TEST((claim("a", "body").claim == Claim::owner));  // forgotten; nothing else was
}

BOOST_FIXTURE_TEST_CASE(running_requests_alone_can_fill_it, Fixture) {
  std::size_t owners = 0;
  for (int i = 0; i < 100; ++i) owners += claim("k" + std::to_string(i), "body").claim == Claim::owner ? 1U : 0U;
  BOOST_TEST(owners == 16U);  // 4096 bytes at 256 each
  BOOST_TEST((claim("one more", "body").claim == Claim::full));
  finish("k0", "answer", false);
  BOOST_TEST((claim("one more", "body").claim == Claim::owner));
}

BOOST_AUTO_TEST_CASE(digests_tell_parts_apart_and_mean_nothing_elsewhere) {
  const ReplayStore one(seconds(1), 1), other(seconds(1), 1);
  BOOST_TEST((one.digest({"ab", "c"}) != one.digest({"a", "bc"})));
  BOOST_TEST((one.digest({"ab", "c"}) == one.digest({"ab", "c"})));
  BOOST_TEST((one.digest({"ab"}) != other.digest({"ab"})));
}

BOOST_FIXTURE_TEST_CASE(an_answer_can_be_asked_for_under_its_other_name, Fixture) {
  const auto name = store.digest({"poll", "1"});
  const auto with_name = [&](std::string_view key) {
    return store
        .claim(
            store.digest({key}), store.digest({"body"}), start, [](auto) {}, name)
        .claim;
  };
  BOOST_TEST(!store.poll(name, start).has_value());
  BOOST_TEST((with_name("k") == Claim::owner));
  BOOST_TEST((with_name("other") == Claim::reused));
  BOOST_TEST((with_name("k") == Claim::joined));
  BOOST_TEST((store.poll(name, start).value() == nullptr));
  auto reply = std::make_shared<KeptReply>();
  reply->body = "answer";
  store.finish(store.digest({"k"}), reply, true, start);
  BOOST_TEST(store.poll(name, start + seconds(599)).value()->body == "answer");
  BOOST_TEST(!store.poll(name, start + seconds(600)).has_value());
  BOOST_TEST((with_name("other") == Claim::owner));
}

BOOST_AUTO_TEST_SUITE_END()
