// What a shell or a pipeline gets told.
#include <atgateway/diagnostics.hpp>

namespace atgateway::inline v0_1 {

int exit_code(const Report& report, bool strict) noexcept {
  switch (report.verdict.status) {
    case Verdict::Status::crash:
      return 70;
    case Verdict::Status::fail:
      return 1;
    case Verdict::Status::incomplete:
      return 124;
    case Verdict::Status::unknown:
    case Verdict::Status::warn:
      return strict ? 2 : 0;
    case Verdict::Status::pass:
      return 0;
  }
  return 70;
}

}  // namespace atgateway::inline v0_1
