// What a Snowflake external function sends, and a reply that claims to be CARTO's. NUL parts the two; lines in front of
// the body, up to an empty one, are headers.
#include "warehouse.hpp"

using namespace dialect_fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto input = split(data, size);
  Headers headers;
  std::size_t at = 0;
  for (std::size_t end; (end = input.body.find('\n', at)) != std::string::npos; at = end + 1) {
    const std::string_view line(input.body.data() + at, end - at);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) break;
    headers.add(line.substr(0, colon), line.substr(colon + 1));
  }
  auto document = json::Document::parse(input.body.substr(at));
  if (!document.ok()) return 0;
  run(dialect::snowflake_dialect(), std::move(document).value(), *find_service("geocode"), {headers, "", {}},
      input.answer);
  return 0;
}
