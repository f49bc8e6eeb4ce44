// What a report says to people, in the order in which they want to read it. Text, Markdown and HTML only dress it.
#pragma once

#include <atgateway/diagnostics.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace atgateway::report {

/// How a layer stands, the worst of its checks; the order is the verdict's.
enum class Mark : std::uint8_t { crash, fail, cut, unknown, warn, pass, skip };

struct LayerMark {
  Layer layer;
  Mark mark;
};

/// Checks that were not made for the same reason and with the same advice.
struct SkipGroup {
  std::string why;               ///< "blocked by dns.resolves", "not asked for"
  std::vector<std::string> ids;  ///< in the order of the report
  std::string text;
  std::vector<std::string> commands;
};

/// Checks that changed in the same way, with a skip before or after: mostly a cascade of one other change.
struct ChangeGroup {
  std::string what;  ///< "pass → skip"
  std::vector<std::string> ids;
};

struct Outline {
  std::vector<LayerMark> strip;
  std::vector<const Check*> findings;  ///< the one that decided first, then crash, fail and warn in the report's order
  std::vector<SkipGroup> skips;        ///< blocked ones first, then what cannot be seen, then what is missing
  std::vector<const Check*> passes;
  std::vector<ReportChange> changes;  ///< since the baseline
  std::vector<ChangeGroup> folded;    ///< those that are not in `changes`
};

[[nodiscard]] Outline outline(const Report& report, const Report* baseline);

[[nodiscard]] Mark mark_of(Verdict::Status status) noexcept;
[[nodiscard]] Mark mark_of(CheckStatus status) noexcept;
[[nodiscard]] std::string_view to_text(Mark mark) noexcept;         ///< "fail"; of `cut` "blocked"
[[nodiscard]] std::string_view sign(Mark mark) noexcept;            ///< "✗"
[[nodiscard]] std::string_view headword(Verdict::Status) noexcept;  ///< "FAIL"
[[nodiscard]] std::string_view who(Owner owner) noexcept;           ///< "whoever runs the DNS of your network"

/// "blocked by dns.resolves", "cannot be decided from here"
[[nodiscard]] std::string why_skipped(const Check& check);

/// Is what to do a command, or a sentence?
[[nodiscard]] bool is_command(const Report& report);

/// "dns.resolves, dns.no-cname", or "k8s.* (23), pls.* (14)" when there are many.
[[nodiscard]] std::string listed(const std::vector<std::string>& ids, std::size_t most = 8);

/// "1.9 ms"
[[nodiscard]] std::string people_time(std::int64_t us);
/// "20 checks in 184 ms · atgateway 0.1.0 · 2026-07-30T02:14:07Z"
[[nodiscard]] std::string closing(const Report& report);
/// "pass → fail"
[[nodiscard]] std::string people_change(const ReportChange& change);

}  // namespace atgateway::report
