// Contexts and facts for judges, each with the one thing changed that a test is about.
#pragma once

#include "diag/context.hpp"
#include "diag/facts.hpp"
#include "diag/judges.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace facts_of {

using namespace atgateway;

inline diag::Context context(Profile profile = Profile::in_vnet, Vantage vantage = Vantage::pod,
                             const std::string& host = "atg.maps.example.org") {
  diag::Context context;
  context.goal.dial_host = context.goal.host = host;
  context.target = "https://" + host;
  context.profile = profile;
  context.vantage.environment = vantage;
  context.now_s = 1800000000;
  return context;
}

inline probe::DnsReply reply(const std::string& server, const std::string& rcode,
                             std::vector<std::string> addresses = {}) {
  probe::DnsReply reply;
  reply.server = server;
  reply.name = "atg.maps.example.org";
  reply.type = "A";
  reply.outcome = probe::DnsReply::Outcome::answered;
  reply.rcode = rcode;
  reply.chain = {reply.name};
  reply.addresses = std::move(addresses);
  reply.address_count = reply.addresses.size();
  return reply;
}

inline probe::DnsReply silent(const std::string& server) {
  auto out = reply(server, "");
  out.outcome = probe::DnsReply::Outcome::timed_out;
  out.trouble = "no answer within 2 s (2 tries)";
  return out;
}

inline diag::NameFacts names(std::vector<std::string> system, std::vector<probe::DnsReply> wire = {}) {
  diag::NameFacts facts;
  facts.system.value.emplace();
  if (system.empty()) facts.system.value->failure = "Name or service not known";
  facts.system.value->addresses = std::move(system);
  if (!wire.empty()) {
    facts.wire.value.emplace();
    facts.wire.value->replies = std::move(wire);
  }
  return facts;
}

inline std::vector<net::SocketAddress> addresses(const std::vector<std::string>& texts, std::uint16_t port = 443) {
  std::vector<net::SocketAddress> out;
  for (const auto& text : texts) out.push_back(net::SocketAddress::parse_ip(text, port).value());
  return out;
}

inline const Check& find(const std::vector<Check>& checks, std::string_view id) {
  const auto found = std::ranges::find(checks, id, &Check::id);
  if (found == checks.end()) throw std::runtime_error("no check " + std::string(id));
  return *found;
}

inline probe::HttpAnswer answer(int status, std::string body = {}, std::string server = "atgateway") {
  probe::HttpAnswer answer;
  answer.outcome = probe::HttpAnswer::Outcome::answered;
  answer.method = "GET";
  answer.path = "/x";
  answer.status = status;
  answer.body = std::move(body);
  if (!server.empty()) answer.headers.add("Server", server);
  return answer;
}

inline probe::HttpAnswer no_answer(probe::HttpAnswer::Outcome outcome) {
  auto out = answer(0);
  out.outcome = outcome;
  return out;
}

inline const std::string document = R"({"info": {"x-atgateway-version": "0.1.0"}})";

}  // namespace facts_of
