// Any body at all: which language is it, and what becomes of it there? NUL parts it from CARTO's supposed answer.
#include "warehouse.hpp"

using namespace dialect_fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto input = split(data, size);
  auto document = json::Document::parse(std::move(input.body));
  if (!document.ok()) return 0;
  Headers headers;
  headers.add("sf-custom-service", "reverse-geocode");
  const auto found = dialect::recognise(document->root(), headers);
  if (!found.ok()) return 0;
  run(*found->dialect, std::move(document).value(), *found->service, {headers, "", {}}, input.answer);
  return 0;
}
