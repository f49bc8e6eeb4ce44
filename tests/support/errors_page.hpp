// docs/errors.md, from the error table.
#pragma once

#include <atgateway/error.hpp>

#include <string>

namespace support {

inline std::string side_name(atgateway::Side side) {
  switch (side) {
    case atgateway::Side::downstream:
      return "caller";
    case atgateway::Side::upstream:
      return "upstream";
    case atgateway::Side::operator_:
      return "operator";
    case atgateway::Side::internal:
      return "gateway";
  }
  return {};
}

inline void errors_section(std::string& page, const char* title, const char* intro, atgateway::ErrorScope scope) {
  using atgateway::ErrorScope;
  const bool with_status = scope == ErrorScope::request;
  page += "\n## " + std::string(title) + "\n\n" + intro + "\n\n";
  page +=
      with_status
          ? "| code | status | who acts | again as it is | what happened | what to do |\n|---|---|---|---|---|---|\n"
          : "| code | who acts | again as it is | what happened | what to do |\n|---|---|---|---|---|\n";
  for (const auto& row : atgateway::error_table()) {
    if (row.scope != scope) continue;
    page += "| `" + std::string(row.slug) + "` | ";
    if (with_status) page += std::to_string(row.status) + " | ";
    page += side_name(row.side) + " | " + (row.retry == atgateway::Retry::yes ? "yes" : "no") + " | " +
            std::string(row.sentence) + " | " + std::string(row.hint) + " |\n";
  }
}

inline std::string errors_page() {
  std::string page =
      "# Errors\n\n"
      "Every failure has a code that never changes its meaning. This page is made from the same table as the replies\n"
      "(`./dev docs`; a test compares them).\n";
  errors_section(
      page, "A request fails",
      "The reply is `application/problem+json` (RFC 9457) with `code`, `detail`, `hint`, `field` (a JSON Pointer, "
      "when one\nfield is at fault) and `request_id`. With `\"errors\": \"body\"` what is found in the document "
      "comes as 200 with an `error`\nobject instead. `client-closed` is seen in logs only.",
      atgateway::ErrorScope::request);
  errors_section(
      page, "A row fails",
      "The reply is 200, the row's entry has `error` with `code`, `message`, `retryable`, `billed`, and `status` "
      "when CARTO\nanswered with one. `draining` and `internal` can stand here too. `geometry-unknown` is a warning "
      "beside a good row.",
      atgateway::ErrorScope::row);
  errors_section(page, "A library call fails", "What C++ and Python callers see besides.",
                 atgateway::ErrorScope::library);
  return page;
}

}  // namespace support
