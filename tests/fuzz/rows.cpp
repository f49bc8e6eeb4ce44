// A neutral envelope, and a reply that claims to be CARTO's: decode, plan, collect, encode. NUL parts the two.
#include "dialect/rows.hpp"
#include "warehouse.hpp"

using namespace dialect_fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto input = split(data, size);
  auto document = json::Document::parse(std::move(input.body));
  if (!document.ok()) return 0;
  (void)dialect::wants_errors_in_body(document->root());
  const Headers headers;
  run(dialect::rows_dialect(), std::move(document).value(), *find_service("geocode"), {headers, "", {}}, input.answer);
  return 0;
}
