// Names out of a snapshot: fit to be shown, fit to be typed, and compared as their owner compares them.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace atgateway::snapshot {

/// Fit for a sentence: control characters, invisible ones and bytes that are not UTF-8 escaped, cut at `most` bytes.
[[nodiscard]] std::string shown(std::string_view text, std::size_t most = 200);
/// Several, with commas; the rest is counted from the sixth on.
[[nodiscard]] std::string shown_list(std::span<const std::string> texts);

/// One word of a POSIX shell, whatever is in it: plain when nothing in it means anything to a shell, else in single
/// quotes. A text with control characters is no name: it becomes '<name>', to be filled in by hand.
[[nodiscard]] std::string quoted(std::string_view text);
/// The same, and a placeholder like '<resource-group>' when it is empty.
[[nodiscard]] std::string quoted_or(std::string_view text, std::string_view placeholder);

/// "/subscriptions/S/resourceGroups/G/providers/Microsoft.Network/TYPE/NAME[/TYPE/NAME…]", taken apart. Views into
/// the text; all empty when it is not of that form.
struct ArmId {
  std::string_view subscription, resource_group, provider;
  std::string_view type, name;         ///< of the resource itself: "loadBalancers", "kubernetes-internal"
  std::string_view child_type, child;  ///< of the first thing inside it: "frontendIPConfigurations", "a1b2"
  [[nodiscard]] bool empty() const noexcept { return name.empty(); }
};
[[nodiscard]] ArmId arm_id(std::string_view text) noexcept;
/// Azure's ids differ in case from one API to the next.
[[nodiscard]] bool same_arm_id(std::string_view a, std::string_view b) noexcept;
/// Whether `id` is that resource or something inside it.
[[nodiscard]] bool in_arm_id(std::string_view id, std::string_view resource) noexcept;

/// "11111111-2222-3333-4444-555555555555", as subscription ids are.
[[nodiscard]] bool is_guid(std::string_view text) noexcept;

/// The first that is not empty.
[[nodiscard]] std::string_view first_of(std::string_view a, std::string_view b, std::string_view c = {}) noexcept;

}  // namespace atgateway::snapshot
