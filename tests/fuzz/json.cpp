// What is read can be read again, value by value, and says the same.
#include "json/document.hpp"
#include "json/writer.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

namespace json = atgateway::json;

static void check(json::Value value) {
  const auto again = json::Document::parse(std::string(value.source()));
  if (!again || again.value().root().size() != value.size() || again.value().root().text() != value.text())
    std::abort();
  for (const auto element : value.elements()) check(element);
  for (const auto member : value.members()) check(member.value);
  if (!value.is(json::Kind::string)) return;
  std::string written;
  json::append_string(written, value.text());
  const auto read_back = json::Document::parse(written);
  if (!read_back || read_back.value().root().text() != value.text()) std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto document = json::Document::parse(text);
  if (document && !json::Document::parse_with_comments(text)) std::abort();
  if (document) check(document.value().root());
  return 0;
}
