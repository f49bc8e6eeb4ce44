#include "config/reading.hpp"

#include <algorithm>

namespace atgateway::config {
namespace {

bool below(std::string_view pointer, std::string_view root) {
  return pointer.starts_with(root) && (pointer.size() == root.size() || pointer[root.size()] == '/');
}

}  // namespace

Origin Reading::file(std::size_t offset) const {
  return {sources.file_name.empty() ? "file" : "file " + one_line(sources.file_name, 255), offset};
}

void Reading::forget(std::string_view pointer) {
  std::erase_if(origins, [&](const auto& entry) { return below(entry.first, pointer); });
}

bool Reading::given(std::string_view pointer) const {
  return std::any_of(origins.begin(), origins.end(), [&](const auto& entry) { return below(entry.first, pointer); });
}

Error Reading::fail(const std::string& pointer, std::string_view what, std::string hint, const Origin& origin) const {
  std::string detail = spoken(pointer).append(pointer.empty() ? "" : " ").append(what);
  if (!origin.text.empty()) {
    detail += " (" + origin.text;
    if (origin.offset) detail += ", " + line_and_column(sources.file_text, *origin.offset);
    detail += ")";
  }
  return Error(Errc::bad_config, detail + ".", pointer).with_hint(std::move(hint));
}

Error Reading::fail(const std::string& pointer, std::string_view what, std::string hint) const {
  const auto found = origins.find(pointer);
  return fail(pointer, what, std::move(hint), found == origins.end() ? Origin() : found->second);
}

void Reading::warn(const std::string& pointer, std::string_view what) {
  warnings.push_back(spoken(pointer).append(" ").append(what).append("."));
}

std::string spoken(std::string_view pointer) {
  std::string out;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const auto part = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(part.size());
    const bool index =
        !part.empty() && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (index) {
      out.append("[").append(part).append("]");
    } else {
      out.append(out.empty() ? "" : ".").append(part);
    }
  }
  return out;
}

std::string line_and_column(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, std::min(offset, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const auto last_break = before.rfind('\n');
  const auto column = before.size() - (last_break == std::string_view::npos ? 0 : last_break + 1) + 1;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

std::string one_line(std::string_view text, std::size_t longest) {
  std::string out(text.substr(0, longest));
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  // A cut through a UTF-8 sequence must not leave half of it.
  while (text.size() > longest && !out.empty() && (static_cast<unsigned char>(out.back()) & 0x80) != 0) out.pop_back();
  return text.size() > longest ? out + "..." : out;
}

}  // namespace atgateway::config
