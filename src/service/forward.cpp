#include "service/forward.hpp"

#include <algorithm>
#include <string_view>

namespace atgateway::service {
namespace {

constexpr ServiceInfo forward_info{.name = "forward",
                                   .description = "A call to another path of CARTO's API, as far as it is allowed.",
                                   .arguments = {},
                                   .upstream_method = "POST",
                                   .upstream_path = "",
                                   .batch_path = "",
                                   .metered = true,
                                   .has_geometry = false,
                                   .max_rows = 1};

bool is_under(std::string_view path, std::string_view entry) noexcept {
  if (!entry.starts_with('/')) return false;
  if (entry.ends_with('/')) entry.remove_suffix(1);
  return path.starts_with(entry) && (path.size() == entry.size() || path[entry.size()] == '/');
}

/// A path whose meaning can change on its way would be judged here and mean another there.
bool is_settled(std::string_view path) noexcept {
  if (!path.starts_with('/') || path.find_first_of("%\\;?#") != std::string_view::npos) return false;
  while (!path.empty()) {
    path.remove_prefix(1);
    const auto segment = path.substr(0, path.find('/'));
    if (segment == "." || segment == "..") return false;
    path.remove_prefix(segment.size());
  }
  return true;
}

}  // namespace

const ServiceInfo& forward_service() noexcept { return forward_info; }

Result<void> judge_forward(const flow::Forward& forward, std::span<const std::string> allowed_paths) {
  const bool allowed =
      is_settled(forward.path) &&
      std::any_of(allowed_paths.begin(), allowed_paths.end(), [&](const auto& e) { return is_under(forward.path, e); });
  if (allowed) return {};
  return Error(Errc::path_not_allowed, "The path is under none of the upstream's allowed_paths.", "/path");
}

}  // namespace atgateway::service
