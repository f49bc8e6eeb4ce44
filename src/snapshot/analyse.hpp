// From saved JSON to checks: pure, the same for everybody who looks.
#pragma once

#include "snapshot/directory.hpp"

#include <atgateway/diagnostics.hpp>
#include <atgateway/site.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace atgateway::snapshot {

/// What the snapshot is judged for.
struct Subject {
  std::string hostname;               ///< that the warehouse calls; empty = the site's, or the connection's
  std::optional<std::uint16_t> port;  ///< empty = the site's, or the connection's
  const Site* site = nullptr;         ///< what was decided; null = what the objects themselves say
  std::int64_t now = 0;               ///< seconds since 1970
};

/// All checks of kubernetes, privatelink, ncc and workspace, and the two of `config` that are about the snapshot
/// itself. What a missing file keeps from being judged is a skip, `no_data`, with the command that fetches it.
[[nodiscard]] std::vector<Check> analyse(const Directory& directory, const Subject& subject);

// Its parts, one per control plane.
[[nodiscard]] std::vector<Check> judge_kubernetes(const Directory& directory, const Subject& subject);
[[nodiscard]] std::vector<Check> judge_privatelink(const Directory& directory, const Subject& subject);
[[nodiscard]] std::vector<Check> judge_ncc(const Directory& directory, const Subject& subject);
[[nodiscard]] std::vector<Check> judge_workspace(const Directory& directory, const Subject& subject);

}  // namespace atgateway::snapshot
