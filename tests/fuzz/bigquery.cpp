// What a BigQuery remote function sends, and a reply that claims to be CARTO's. NUL parts the two.
#include "warehouse.hpp"

using namespace dialect_fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto input = split(data, size);
  auto document = json::Document::parse(std::move(input.body));
  if (!document.ok()) return 0;
  const Headers headers;
  run(dialect::bigquery_dialect(), std::move(document).value(), *find_service("geocode"), {headers, "", {}},
      input.answer);
  return 0;
}
