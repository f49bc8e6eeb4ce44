// A diagnosis that runs while Python looks on.
#pragma once

#include "work.hpp"

#include <atgateway/diagnostics.hpp>

#include <deque>
#include <memory>
#include <optional>
#include <string>

/// Begins when made; dropping it cancels it.
/// @threads any, with the GIL, which is given away while anything is waited for
class Diagnosis {
 public:
  Diagnosis(atgateway::DiagnoseOptions options, atgateway::Deadline deadline);
  ~Diagnosis() { cancel(); }
  Diagnosis(const Diagnosis&) = delete;
  Diagnosis& operator=(const Diagnosis&) = delete;

  /// The next check as JSON; nothing when all came.
  [[nodiscard]] std::optional<std::string> next_check();
  /// The report as JSON.
  [[nodiscard]] std::string report();
  void cancel() noexcept;

 private:
  struct Findings {
    std::deque<std::string> checks;
    std::optional<atgateway::Result<std::string>> report;  ///< never one that was cut short
  };
  std::shared_ptr<Findings> findings_;  ///< guarded by the work's lock
  std::shared_ptr<Work> work_;
};
