// One run over a path that is decided: shared by `diagnose` and by the gateway's own view.
#pragma once

#include "diag/context.hpp"

#include <atgateway/diagnostics.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace atgateway::diag {

[[nodiscard]] Report begin_report(const Context& context);

/// Measures and judges; the report has `first` and the checks of the path, those that `only` asks for.
/// @blocking at most until the scope's deadline
void run_path(Context& context, const std::vector<std::string>& only, const Scope& scope, const CheckObserver& observer,
              std::vector<Check> first, Report& report);

/// Sorts, and says the verdict.
void finish_report(Report& report);

}  // namespace atgateway::diag
