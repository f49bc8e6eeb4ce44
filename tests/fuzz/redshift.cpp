// What a Redshift Lambda UDF sends, and a reply that claims to be CARTO's. NUL parts the two; the first line is the
// query.
#include "warehouse.hpp"

using namespace dialect_fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto input = split(data, size);
  const auto line = input.body.find('\n');
  if (line == std::string::npos) return 0;
  auto document = json::Document::parse(input.body.substr(line + 1));
  if (!document.ok()) return 0;
  const Headers headers;
  run(dialect::redshift_dialect(), std::move(document).value(), *find_service("geocode"),
      {headers, std::string_view(input.body).substr(0, line), {}}, input.answer);
  return 0;
}
