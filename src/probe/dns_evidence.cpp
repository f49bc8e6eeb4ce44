// DNS answers as evidence: JSON that a person can check against dig.
#include "probe/clean_text.hpp"
#include "probe/dns.hpp"
#include "probe/timing.hpp"

#include <span>
#include <utility>

namespace atgateway::probe {
namespace {

void write_texts(json::Writer& out, std::string_view name, std::span<const std::string> texts) {
  out.key(name).begin_array();
  for (const auto& each : texts) out.string(each);
  out.end_array();
}

/// How many there are, when not all of them are listed.
void write_count(json::Writer& out, std::string_view name, std::size_t listed, std::size_t all) {
  if (all > listed) out.member(name, all);
}

void write_text(json::Writer& out, std::string_view name, const std::string& text) {
  if (!text.empty()) out.member(name, text);
}

/// As dig abbreviates them.
void write_flags(json::Writer& out, const DnsReply& reply) {
  out.key("flags").begin_array();
  const std::pair<bool, std::string_view> flags[] = {{reply.authoritative, "aa"},
                                                     {reply.truncated, "tc"},
                                                     {reply.recursion_available, "ra"},
                                                     {reply.authenticated, "ad"}};
  for (const auto& [is_set, name] : flags) {
    if (is_set) out.string(name);
  }
  out.end_array();
}

void write_answers(json::Writer& out, const DnsReply& reply) {
  out.key("answers").begin_array();
  for (const auto& record : reply.answers) {
    out.begin_object();
    out.member("name", record.name).member("type", record.type).member("ttl", record.ttl).member("data", record.data);
    out.end_object();
  }
  out.end_array();
  write_count(out, "answer_count", reply.answers.size(), reply.answer_count);
}

void write_extended(json::Writer& out, const DnsReply& reply) {
  if (reply.extended.empty()) return;
  out.key("extended_errors").begin_array();
  for (const auto& each : reply.extended) {
    out.begin_object();
    out.member("code", each.code);
    write_text(out, "name", each.name);
    write_text(out, "text", each.text);
    out.end_object();
  }
  out.end_array();
}

void write_answer(json::Writer& out, const DnsReply& reply) {
  out.member("transport", reply.transport);
  out.member("rcode", reply.rcode);
  write_flags(out, reply);
  out.member("edns", reply.edns);
  write_answers(out, reply);
  if (reply.chain.size() > 1) write_texts(out, "chain", reply.chain);
  if (reply.chain_loops) out.member("chain_loops", true);
  write_text(out, "chain_trouble", reply.chain_trouble);
  if (reply.type == "A" || reply.type == "AAAA") write_texts(out, "addresses", reply.addresses);
  write_count(out, "address_count", reply.addresses.size(), reply.address_count);
  write_text(out, "soa_zone", reply.soa_zone);
  write_text(out, "referral_zone", reply.referral_zone);
}

}  // namespace

void write(json::Writer& out, const DnsReply& reply) {
  out.begin_object();
  out.member("server", reply.server).member("name", reply.name).member("type", reply.type);
  out.member("outcome", to_text(reply.outcome));
  if (reply.outcome == DnsReply::Outcome::answered) write_answer(out, reply);
  write_extended(out, reply);
  out.member("tries", reply.tries);
  if (reply.ignored != 0) out.member("ignored_messages", reply.ignored);
  if (reply.lost != 0) out.member("lost_samples", reply.lost);
  write_spread(out, "time", reply.times_us);
  write_text(out, "trouble", reply.trouble);
  out.end_object();
}

void write(json::Writer& out, const SystemAnswer& answer) {
  out.begin_object();
  out.member("name", answer.name);
  out.member("finished", answer.finished);
  if (answer.literal) out.member("literal", true);
  write_texts(out, "addresses", answer.addresses);
  write_count(out, "address_count", answer.addresses.size(), answer.address_count);
  write_text(out, "failure", answer.failure);
  out.member("from_hosts_file", answer.from_hosts_file);
  write_texts(out, "nameservers", answer.nameservers);
  write_texts(out, "search", answer.search);
  out.member("ndots", answer.ndots);
  write_text(out, "search_note", answer.search_note);
  write_spread(out, "time", answer.times_us);
  out.end_object();
}

}  // namespace atgateway::probe
