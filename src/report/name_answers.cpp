#include "report/name_answers.hpp"

#include "base/ascii.hpp"
#include "report/evidence.hpp"
#include "report/outline.hpp"

#include <algorithm>
#include <set>

namespace atgateway::report {
namespace {

constexpr std::size_t most_servers = 16, most_replies = 64, most_records = 64, most_names = 17, most_addresses = 16;
constexpr std::int64_t most_ttl_s = 0x7FFFFFFF;

bool same_name(std::string_view a, std::string_view b) noexcept {
  const auto bare = [](std::string_view name) { return name.ends_with('.') ? name.substr(0, name.size() - 1) : name; };
  return base::equal_without_case(bare(a), bare(b));
}

/// The record of the reply for which `holds`, or null.
template <class Holds>
json::Value record_of(json::Value reply, const Holds& holds) {
  std::size_t read = 0;
  for (const auto record : member(reply, "answers").elements()) {
    if (++read > most_records) break;
    if (holds(record)) return record;
  }
  return {};
}

/// What is to be thought of each address; they stand in the evidence as a list of their own.
class Kinds {
 public:
  explicit Kinds(json::Value evidence) : list_(member(evidence, "addresses")) {}

  [[nodiscard]] NamedAddress named(std::string address) const {
    NamedAddress out;
    out.address = std::move(address);
    std::size_t read = 0;
    for (const auto each : list_.elements()) {
      if (++read > most_records) break;
      if (text(each, "address") != out.address) continue;
      out.kind = text(each, "kind");
      out.judged = member(each, "expected").is(json::Kind::boolean);
      out.expected = is_true(each, "expected");
      break;
    }
    return out;
  }

 private:
  json::Value list_;
};

std::string extended_of(json::Value reply) {
  for (const auto each : member(reply, "extended_errors").elements()) {
    auto out = text(each, "name");
    if (const auto words = text(each, "text"); !words.empty()) out.append(": ").append(words);
    if (!out.empty()) out.insert(0, " (").append(")");
    return out;
  }
  return {};
}

std::string failure_of(json::Value reply) {
  const auto outcome = text(reply, "outcome"), trouble = text(reply, "trouble");
  if (outcome != "answered") {
    const auto word = outcome == "timed-out" ? std::string("silent") : outcome.empty() ? "no answer" : outcome;
    return trouble.empty() ? word : word + ": " + trouble;
  }
  if (is_true(reply, "chain_loops")) return "the aliases lead back to themselves";
  if (auto end = text(reply, "chain_trouble"); !end.empty()) return end;
  const auto rcode = text(reply, "rcode"), zone = text(reply, "soa_zone");
  const auto whose = zone.empty() ? std::string() : ", says the zone " + zone;
  if (rcode == "NXDOMAIN") return "NXDOMAIN: there is no such name" + whose;
  if (const auto other = text(reply, "referral_zone"); !other.empty()) return "refers to other servers for " + other;
  if (rcode == "NOERROR") return "no address of this name" + whose;
  if (rcode == "REFUSED") return "REFUSED: not one of its names" + extended_of(reply);
  return (rcode.empty() ? "no answer" : rcode) + extended_of(reply);
}

/// Silence and broken servers say more than "no such record".
int weight(json::Value reply) {
  if (text(reply, "outcome") != "answered" || is_true(reply, "chain_loops")) return 3;
  const auto rcode = text(reply, "rcode");
  return rcode == "NOERROR" ? 0 : rcode == "NXDOMAIN" ? 1 : 2;
}

void add_chain(NameAnswer& answer, json::Value reply) {
  auto chain = texts(reply, "chain", most_names);
  if (chain.empty()) chain.push_back(text(reply, "name"));
  if (chain.size() <= answer.chain.size()) return;
  answer.alias_ttls.clear();
  for (std::size_t i = 0; i + 1 < chain.size(); ++i) {
    const auto alias = record_of(reply, [&](json::Value record) {
      return text(record, "type") == "CNAME" && same_name(text(record, "name"), chain[i]);
    });
    answer.alias_ttls.push_back(whole(alias, "ttl", most_ttl_s));
  }
  answer.chain = std::move(chain);
}

void add_addresses(NameAnswer& answer, json::Value reply, const Kinds& kinds) {
  const auto listed = member(reply, "addresses").size();
  answer.address_count += static_cast<std::size_t>(
      std::max<std::int64_t>(static_cast<std::int64_t>(listed), whole(reply, "address_count", 1'000'000)));
  for (auto& address : texts(reply, "addresses", most_addresses)) {
    if (answer.addresses.size() == most_addresses) break;
    auto named = kinds.named(std::move(address));
    const auto record = record_of(reply, [&](json::Value each) { return text(each, "data") == named.address; });
    named.type = text(reply, "type");
    named.ttl_s = whole(record, "ttl", most_ttl_s);
    answer.addresses.push_back(std::move(named));
  }
}

std::string about(json::Value reply) {
  auto words = text(reply, "transport");
  if (const auto took = times(reply, "time").median; took >= 0)
    words += (words.empty() ? "" : " · ") + people_time(took);
  return words;
}

/// A nameserver's two questions, A and AAAA, as one answer.
NameAnswer joined(const std::vector<json::Value>& replies, const Kinds& kinds) {
  NameAnswer answer;
  answer.server = text(replies.front(), "server");
  answer.about = about(replies.front());
  const json::Value* worst = nullptr;
  for (const auto& reply : replies) {
    add_chain(answer, reply);
    add_addresses(answer, reply, kinds);
    const bool empty = text(reply, "outcome") != "answered" || member(reply, "addresses").size() == 0;
    if (empty && (worst == nullptr || weight(reply) > weight(*worst))) worst = &reply;
  }
  if (worst == nullptr) return answer;
  if (answer.address_count == 0) {
    answer.failure = failure_of(*worst);
  } else if (weight(*worst) > 0) {
    answer.note = text(*worst, "type") + ": " + failure_of(*worst);
  }
  return answer;
}

NameAnswer own_answer(json::Value system, const Kinds& kinds) {
  NameAnswer answer;
  answer.server = is_true(system, "from_hosts_file") ? "this machine's hosts file" : "this machine's resolver";
  answer.about = about(system);
  answer.chain = {text(system, "name")};
  add_addresses(answer, system, kinds);
  if (answer.address_count == 0) {
    const auto words = text(system, "failure");
    answer.failure = !words.empty() ? words : is_true(system, "finished") ? "no address" : "no answer in time";
  }
  return answer;
}

bool differs(const NameAnswer& own, const std::vector<NameAnswer>& servers) {
  const auto set_of = [](const NameAnswer& answer) {
    std::set<std::string> all;
    for (const auto& each : answer.addresses) all.insert(each.address);
    return all;
  };
  const auto ours = set_of(own);
  std::set<std::string> theirs;
  for (const auto& server : servers) theirs.merge(set_of(server));
  // Of many addresses each may give others.
  const bool all_seen =
      own.addresses.size() == own.address_count &&
      std::ranges::all_of(servers, [](const auto& server) { return server.addresses.size() == server.address_count; });
  return all_seen ? ours != theirs : ours.empty() != theirs.empty();
}

}  // namespace

NameAnswers name_answers_of(const Report& report) {
  NameAnswers all;
  const auto document = evidence_of(check_of(report, "dns.resolves"));
  const Kinds kinds(document.root());
  std::vector<std::pair<std::string, std::vector<json::Value>>> by_server;
  std::size_t read = 0;
  for (const auto reply : member(document.root(), "nameservers").elements()) {
    if (++read > most_replies) break;
    if (!reply.is(json::Kind::object)) continue;
    const auto server = text(reply, "server");
    auto found = std::ranges::find(by_server, server, [](const auto& each) { return each.first; });
    if (found == by_server.end()) found = by_server.insert(found, {server, {}});
    found->second.push_back(reply);
  }
  all.server_count = by_server.size();
  for (const auto& [server, replies] : by_server) {
    if (all.servers.size() < most_servers) all.servers.push_back(joined(replies, kinds));
  }
  const auto system = member(document.root(), "system");
  if (system.is(json::Kind::object) && !is_true(system, "literal")) {
    all.own = own_answer(system, kinds);
    all.own_differs = differs(*all.own, all.servers);
    all.from_hosts_file = is_true(system, "from_hosts_file");
  }
  return all;
}

}  // namespace atgateway::report
