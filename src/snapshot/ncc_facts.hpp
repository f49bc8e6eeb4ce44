// What the account's files, the Private Link Services and the connection say about one path, joined once for all
// judges.
#pragma once

#include "snapshot/analyse.hpp"
#include "snapshot/files.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::snapshot {

struct Ncc {
  std::string_view id, name, region;
};

struct NccRule {
  std::string_view id, ncc, state, resource_id, group_id, endpoint_name, error;
  std::vector<std::string_view> domains;
  std::optional<std::int64_t> created, updated;  ///< seconds since 1970
  bool deactivated = false;                      ///< deleted, and kept by Databricks for some days
};

struct AccountWorkspace {
  std::string_view id, name, tier, region, ncc;
  std::optional<std::int64_t> created;
};

struct EndpointConnection {
  std::string_view name, endpoint_id, status;
};

struct LinkService {
  std::string_view id, name, alias, location, owner;
  std::vector<std::string_view> visibility;
  std::vector<EndpointConnection> connections;
};

/// Views into the directory, which must live longer. The pointers point into the vectors, or are null: not known.
struct NccFacts {
  NccFacts() = default;
  NccFacts(const NccFacts&) = delete;
  NccFacts& operator=(const NccFacts&) = delete;

  bool has_nccs = false, has_rules = false, has_workspaces = false, has_services = false;
  std::vector<Ncc> nccs;
  std::vector<NccRule> rules;
  std::vector<AccountWorkspace> workspaces;
  std::vector<LinkService> services;

  std::string hostname;  ///< lower case; empty = not known
  std::string_view workspace_region, workspace_tier;
  const AccountWorkspace* workspace = nullptr;  ///< ours
  const LinkService* service = nullptr;         ///< the gateway's
  const NccRule* rule = nullptr;                ///< for the hostname or the service, the likeliest
  const Ncc* wanted = nullptr;                  ///< decided, or the one with the rule
  const Ncc* attached = nullptr;                ///< the workspace's, when it is listed

  [[nodiscard]] const Ncc* find_ncc(std::string_view id_or_name) const;
  /// "ncc-westeurope", or its id; for people.
  [[nodiscard]] std::string ncc_words(std::string_view id) const;
};

void read_ncc_facts(NccFacts& facts, const Directory& directory, const Subject& subject);

/// A string or a number, as written.
[[nodiscard]] std::string_view word_at(const json::Value& value, std::initializer_list<std::string_view> path);
/// Databricks' milliseconds, or an RFC 3339 text, as seconds.
[[nodiscard]] std::optional<std::int64_t> time_at(const json::Value& value,
                                                  std::initializer_list<std::string_view> path);
/// The last part of an ARM id or path.
[[nodiscard]] std::string_view last_part(std::string_view id) noexcept;
[[nodiscard]] std::string lower_case(std::string_view text);
/// "3 hours", "12 days".
[[nodiscard]] std::string age_words(std::int64_t seconds);
/// Where a connection leads: "https://Host:443/x" is "host". Empty when it is none.
[[nodiscard]] std::string host_of(std::string_view url);

/// A check that needs a file which is not there: skipped, with what happened to it and the command that fetches it.
[[nodiscard]] Check skip_without(std::string_view id, std::string_view file, const Directory& directory,
                                 const Subject& subject);
/// `catalog::skip` as not applicable, with its sentence.
[[nodiscard]] Check not_applicable(std::string_view id, std::string why);

}  // namespace atgateway::snapshot
