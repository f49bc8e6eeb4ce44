// The table of checks, a part per file; `check_table` puts them together in the order of reports.
#pragma once

#include <atgateway/diagnostics.hpp>

#include <span>

namespace atgateway::catalog {

[[nodiscard]] std::span<const CheckInfo> network_rows() noexcept;  ///< config dns tcp tls http gateway upstream token
[[nodiscard]] std::span<const CheckInfo> claim_rows() noexcept;    ///< what a set-up guide asks one to verify
[[nodiscard]] std::span<const CheckInfo> kubernetes_rows() noexcept;   ///< k8s.*
[[nodiscard]] std::span<const CheckInfo> privatelink_rows() noexcept;  ///< pls.*
[[nodiscard]] std::span<const CheckInfo> ncc_rows() noexcept;          ///< ncc.*
[[nodiscard]] std::span<const CheckInfo> workspace_rows() noexcept;    ///< workspace.*

}  // namespace atgateway::catalog
