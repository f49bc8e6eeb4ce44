// A report as JSON: never a crash; what is read can be shown in every form, and written and read again is the same.
#include <atgateway/diagnostics.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace atgateway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto report = read_report(std::string(reinterpret_cast<const char*>(data), size));
  if (!report) return 0;
  const RenderOptions options{.colour = size % 2 == 0,
                              .width = static_cast<unsigned>(size % 200),
                              .ascii = size % 3 == 0,
                              .all_checks = size % 5 != 0,
                              .fragment = size % 2 == 0,
                              .baseline = size % 7 == 0 ? &*report : nullptr};
  for (unsigned form = 0; form < 7; ++form) {
    for (const char c : render(*report, static_cast<ReportFormat>(form), options)) {
      const bool control = (c >= 0 && c < ' ' && c != '\n') || c == 0x7F;
      if (control && !(c == '\x1b' && options.colour)) std::abort();
    }
  }
  const auto text = render(*report, ReportFormat::json);
  const auto again = read_report(text);
  if (!again || render(*again, ReportFormat::json) != text) std::abort();
  if (!compare_reports(*report, *again).empty()) std::abort();
  return 0;
}
