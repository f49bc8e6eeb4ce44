// Where we stand, and what can be seen from there.
#pragma once

#include "diag/context.hpp"

#include <string>

namespace atgateway::diag {

/// Databricks' own variables tell its computes, Kubernetes' tell a pod; anything else is a host.
/// @source https://docs.databricks.com/aws/en/compute/serverless/limitations; Kubernetes, "Discovering services"
[[nodiscard]] Vantage detect_vantage(const Environment& environment);

/// The path that most people mean from there.
[[nodiscard]] Profile usual_profile(Vantage vantage, bool loopback_target) noexcept;

/// Can the network layers of that path be judged from there?
[[nodiscard]] bool can_see(Profile profile, Vantage vantage) noexcept;

/// One sentence: what this place is, what it uses, what it cannot tell about that path.
[[nodiscard]] std::string vantage_sentence(Profile profile, Vantage vantage);

/// The one command that decides from the right place what cannot be seen from here.
[[nodiscard]] std::vector<std::string> where_to_ask(const Context& context, std::string_view path);

}  // namespace atgateway::diag
