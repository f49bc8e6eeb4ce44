// From checks to one line: what failed first, whose it is, what to do.
#pragma once

#include <atgateway/diagnostics.hpp>

#include <vector>

namespace atgateway::report {

/// The verdict of these checks (in any order), judged for that path.
/// - a check crashed: `crash`; one failed: `fail`; the deadline cut one off: `incomplete`; nothing failed, and a check
/// of
///   the judged path cannot be seen from here: `unknown`; something was warned of: `warn`; else `pass`
/// - a failure is named by the first broken layer of the path; where a failed snapshot check explains the network check
///   that failed first, the snapshot check is named instead, the most specific one first
[[nodiscard]] Verdict judge(const std::vector<Check>& checks, Profile profile);

/// In the order of the table.
void sort_by_table(std::vector<Check>& checks);

}  // namespace atgateway::report
