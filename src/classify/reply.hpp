// Replies that this gateway writes, and CARTO's own errors, recognised by their form.
#pragma once

#include <atgateway/diagnostics.hpp>
#include <atgateway/error.hpp>
#include <atgateway/http.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atgateway::classify {

enum class Form : std::uint8_t {
  other,        ///< not JSON, or JSON of somebody else
  report,       ///< /v1/diagnose
  whoami,       ///< /v1/whoami
  refusal,      ///< the request failed: problem document, `errors: body`, or a warehouse's shape
  rows,         ///< neutral reply
  dry_run,      ///< the plan of a request
  forwarded,    ///< /v1/forward
  page,         ///< /v1/services, /openapi.json
  carto_error,  ///< CARTO's own error document
};

/// What was read. Nothing in it is text of the reply but what a table of this project knows.
struct OwnReply {
  Form form = Form::other;
  std::optional<Errc> code;     ///< why the request failed, or why most of the failed rows did
  std::optional<Errc> because;  ///< refusal with `row-failed`: the row's own code
  bool all_failed = false;      ///< every row fit to be sent failed so
  bool single = false;          ///< `result`, not `results`
  std::uint64_t rows = 0;       ///< as the reply counts them
  std::uint64_t failed = 0;     ///< of these
  bool sandbox = false;         ///< the sandbox had a part in it
  int carto_status = 0;         ///< forwarded, carto_error
  Arrival::By arrived_by = Arrival::By::unknown;
  std::optional<Verdict::Status> verdict;  ///< report
  std::optional<Layer> layer;
  std::optional<Owner> owner;
  const CheckInfo* check = nullptr;  ///< report: the first check that decided it
};

/// Reads a text from its first `{` (blanks before it are skipped). A text that was cut is read up to its rows or
/// checks.
[[nodiscard]] OwnReply read_reply(std::string_view text, bool cut);

}  // namespace atgateway::classify
