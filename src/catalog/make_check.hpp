// Checks, made from their row of the table, so that no two places say what a check is.
#pragma once

#include <atgateway/diagnostics.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace atgateway::catalog {

/// A check of that id with everything its row knows. The id must be in the table: anything else is a bug and asserts.
[[nodiscard]] Check make_check(std::string_view id, CheckStatus status);

[[nodiscard]] Check pass(std::string_view id, std::string observed, std::string evidence = "{}");
/// Does not hold: `fail` when the row's severity is error, `warn` when it is less. The remediation's text is the row's
/// fix unless another is given.
[[nodiscard]] Check finding(std::string_view id, std::string observed, std::string expected,
                            std::vector<std::string> commands = {}, std::string evidence = "{}", std::string fix = {});
/// The same, and it is a warning here whatever the row says.
[[nodiscard]] Check warning(std::string_view id, std::string observed, std::string expected,
                            std::vector<std::string> commands = {}, std::string evidence = "{}", std::string fix = {});
/// Not made. `text` says why in a sentence; `commands` are what can decide it instead, or fetch what is missing.
[[nodiscard]] Check skip(std::string_view id, SkipReason reason, std::string text,
                         std::vector<std::string> commands = {});
/// Not made, because `by` (a check's id, or "deadline") stands in its way.
[[nodiscard]] Check blocked(std::string_view id, std::string_view by);

}  // namespace atgateway::catalog
