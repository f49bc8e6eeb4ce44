// The parts of judge_workspace. Each appends its checks.
#pragma once

#include "snapshot/ncc.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::snapshot {

void judge_warehouse(std::vector<Check>& checks, const NccCase& given);          ///< plan, routing, SQL warehouse
void judge_connection(std::vector<Check>& checks, const NccCase& given);         ///< the HTTP connection
void judge_workspace_access(std::vector<Check>& checks, const NccCase& given);   ///< grants, http_request()
void judge_workspace_decided(std::vector<Check>& checks, const NccCase& given);  ///< the site file

/// What was saved of http_request(); nothing when there is no such file, or it is of another form.
struct SavedReply {
  int status = 0;
  std::string_view text;
};
[[nodiscard]] std::optional<SavedReply> saved_reply(const Directory& directory);
/// Whether a saved reply is the gateway's own.
[[nodiscard]] bool gateway_answered(const Directory& directory);

/// `name` in backticks, and 'text' in quotes, as SQL takes them; '<…>' when it cannot be typed safely.
[[nodiscard]] std::string sql_name(std::string_view name);
[[nodiscard]] std::string sql_text(std::string_view text);

}  // namespace atgateway::snapshot
