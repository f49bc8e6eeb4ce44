// Who may use the connection, and what a call through it said.
#include "snapshot/workspace.hpp"

#include "snapshot/lookup.hpp"
#include "snapshot/names.hpp"

#include "base/ascii.hpp"
#include "catalog/make_check.hpp"

#include <atgateway/classify.hpp>

#include <algorithm>

namespace atgateway::snapshot {
namespace {

constexpr std::string_view grants_file = "workspace-grants.json";
constexpr std::string_view reply_file = "workspace-http-request.json";

// "USE_CONNECTION" as a text, or as an object with where it comes from.
bool may_use(const json::Value& assignment) {
  for (const auto& entry : elements_at(assignment, {"privileges"})) {
    auto privilege = std::string(first_of(text_at(entry), text_at(entry, {"privilege"})));
    std::ranges::replace(privilege, ' ', '_');
    if (base::equal_without_case(privilege, "USE_CONNECTION") || base::equal_without_case(privilege, "ALL_PRIVILEGES"))
      return true;
  }
  return false;
}

std::string grant(std::string_view connection, std::string_view principal) {
  return "GRANT USE CONNECTION ON CONNECTION " + sql_name(connection) + " TO " + sql_name(principal);
}

Check judge_grants(const NccCase& given) {
  constexpr std::string_view id = "workspace.grants";
  const auto root = given.directory.find(grants_file);
  const auto connection = given.directory.find("workspace-connection.json");
  if (!root || !at(*root, {"privilege_assignments"})) {
    // No assignments at all are written as an empty object.
    if (!root || !root->is(json::Kind::object) || root->size() != 0)
      return skip_without(id, grants_file, given.directory, given.subject);
  }
  const Site none;
  const auto& site = (given.subject.site == nullptr ? none : *given.subject.site).databricks;
  const auto name =
      first_of(connection ? text_at(*connection, {"name"}) : std::string_view(), site.connection, "<connection>");
  const auto owner = connection ? text_at(*connection, {"owner"}) : std::string_view();
  std::vector<std::string> users;
  for (const auto& assignment : elements_at(*root, {"privilege_assignments"})) {
    if (may_use(assignment)) users.emplace_back(text_at(assignment, {"principal"}));
  }
  const auto proof = evidence([&](json::Writer& out) {
    out.key("may_use").begin_array();
    for (const auto& user : users.size() > 20 ? std::span(users).first(20) : std::span(users)) out.string(shown(user));
    out.end_array().member("owner", shown(owner));
  });
  const auto uses = [&](std::string_view principal) {
    return base::equal_without_case(principal, owner) || std::ranges::any_of(users, [&](const std::string& user) {
             return base::equal_without_case(user, principal);
           });
  };
  const bool others =
      std::ranges::any_of(users, [&](const std::string& user) { return !base::equal_without_case(user, owner); });
  const std::string expected = "USE CONNECTION for everybody who calls";
  if (uses("account users") || uses("users")) return catalog::pass(id, "Everybody may use the connection.", proof);
  std::vector<std::string> without, commands;
  for (const auto& grantee : site.grantees) {
    if (uses(grantee)) continue;
    without.push_back(grantee);
    commands.push_back(grant(name, grantee));
  }
  if (site.grantees.empty() && !others) {
    return catalog::warning(id, "Nobody but the connection's owner may use it.", expected, {grant(name, "<group>")},
                            proof);
  }
  if (without.empty())
    return catalog::pass(id, std::to_string(users.size()) + " principals may use the connection.", proof);
  if (!text_at(*root, {"next_page_token"}).empty()) {
    return catalog::skip(id, SkipReason::no_data, "The list of grants is not complete: it has more pages.",
                         {"databricks grants get-effective CONNECTION " + quoted(name) + " --max-results 0 -o json"});
  }
  const auto observed =
      shown_list(without) + (without.size() == 1 ? " is" : " are") + " not among those who may use the connection.";
  if (!others) return catalog::finding(id, observed, expected, std::move(commands), proof);
  // Through a group that is listed they may have it all the same; who is in it is not in a snapshot.
  return catalog::warning(
      id, observed, expected, std::move(commands), proof,
      "If none of " + shown_list(users) + " is a group that they are in, grant USE CONNECTION to them.");
}

Check judge_reply(const NccCase& given) {
  constexpr std::string_view id = "workspace.http-request";
  const auto reply = saved_reply(given.directory);
  if (!reply) {
    const auto connection = given.directory.find("workspace-connection.json");
    const auto name = first_of(
        connection ? text_at(*connection, {"name"}) : std::string_view(),
        given.subject.site == nullptr ? std::string_view() : given.subject.site->databricks.connection, "<connection>");
    auto skipped = skip_without(id, reply_file, given.directory, given.subject);
    skipped.remediation.commands = {"SELECT to_json(http_request(conn => " + sql_text(name) +
                                    ", method => 'GET', path => '/v1/whoami'))"};
    return skipped;
  }
  const auto meaning = classify_http_request(reply->status, reply->text);
  const auto proof = evidence([&](json::Writer& out) {
    out.member("status_code", reply->status).member("code", meaning.code);
    out.member("answered_by", to_text(meaning.answered_by));
  });
  Check check;
  const std::string expected = "an answer of the gateway";
  const std::string observed = "Status " + std::to_string(reply->status) + ": " + meaning.meaning;
  if (meaning.answered_by == AnsweredBy::platform) {
    check = catalog::finding(id, observed, expected, {}, proof, meaning.next_action);
  } else if (meaning.next_action.empty() && meaning.answered_by != AnsweredBy::unknown) {
    check = catalog::pass(id, observed, proof);
  } else {
    // The call arrived, or nobody can tell: what is left to do is not the path's.
    check = catalog::warning(id, observed, expected, {}, proof, meaning.next_action);
  }
  check.owner = meaning.owner;
  const auto rows = http_request_meanings();
  const auto row = std::ranges::find(rows, std::string_view(meaning.code), &HttpRequestMeaning::code);
  if (check.status != CheckStatus::pass && row != rows.end() && !row->ref.empty()) check.ref = row->ref;
  return check;
}

}  // namespace

std::optional<SavedReply> saved_reply(const Directory& directory) {
  auto root = directory.find(reply_file);
  if (!root) return std::nullopt;
  if (const auto list = list_of(*root)) {
    if (list->empty()) return std::nullopt;
    root = list->front();
  }
  if (!root->is(json::Kind::object) || !root->find("text")) return std::nullopt;
  const auto status = integer_at(*root, {"status_code"}).value_or(0);
  return SavedReply{status >= 0 && status <= 999 ? static_cast<int>(status) : 0, text_at(*root, {"text"})};
}

bool gateway_answered(const Directory& directory) {
  const auto reply = saved_reply(directory);
  if (!reply) return false;
  const auto by = classify_http_request(reply->status, reply->text).answered_by;
  return by == AnsweredBy::gateway || by == AnsweredBy::upstream;
}

void judge_workspace_access(std::vector<Check>& checks, const NccCase& given) {
  checks.push_back(judge_grants(given));
  checks.push_back(judge_reply(given));
}

}  // namespace atgateway::snapshot
