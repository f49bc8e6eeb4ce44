#include "diagnosis.hpp"

#include <utility>

using namespace atgateway;

Diagnosis::Diagnosis(DiagnoseOptions options, Deadline deadline) : findings_(std::make_shared<Findings>()) {
  // Shared, because a function object must be copyable and a token is not.
  auto asked = std::make_shared<const DiagnoseOptions>(std::move(options));
  work_ = Work::start([asked = std::move(asked), deadline, findings = findings_](Work& self) {
    const auto report = diagnose(*asked, {deadline, self.stop_token()}, [&](const Check& check) {
      auto text = check_json(check);
      self.tell([&] { findings->checks.push_back(std::move(text)); });
    });
    auto text = report.ok() ? Result<std::string>(render(*report, ReportFormat::json)) : report.error();
    self.tell([&] {
      // A run that was cut short says of the network what is only true of the cut.
      if (!self.stop_token().stop_requested()) findings->report.emplace(std::move(text));
    });
  });
}

std::optional<std::string> Diagnosis::next_check() {
  auto& found = *findings_;
  const auto stop = work_->stop_token();
  work_->wait([&] { return !found.checks.empty() || found.report || stop.stop_requested(); });
  std::optional<std::string> next;
  bool reported = false;
  work_->tell([&] {
    reported = found.report.has_value();
    if (found.checks.empty()) return;
    next = std::move(found.checks.front());
    found.checks.pop_front();
  });
  if (next || (!reported && stop.stop_requested())) return next;
  (void)report();  // for its errors
  return next;
}

std::string Diagnosis::report() {
  auto& found = *findings_;
  const auto stop = work_->stop_token();
  work_->wait([&] { return stop.stop_requested(); });  // or to the very end: who has the report may fork
  std::optional<Result<std::string>> report;
  work_->tell([&] { report = found.report; });
  if (report) return value_or_raise(*std::move(report));
  if (stop.stop_requested()) {
    throw Raised(Error(Errc::cancelled, "The diagnosis was cancelled.").with_hint("Run it again."));
  }
  work_->join();  // it ended without a report: what it threw says why
  throw Raised(Errc::internal);
}

void Diagnosis::cancel() noexcept { work_->cancel(); }
