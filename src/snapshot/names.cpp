#include "snapshot/names.hpp"

#include "base/ascii.hpp"
#include "json/utf8.hpp"

#include <algorithm>
#include <array>

namespace atgateway::snapshot {
namespace {

// U+200B–U+200F, U+2028–U+202E, U+2060–U+2069, U+FEFF, and C1 controls: nothing to see, and they move what is seen.
bool invisible(std::string_view character) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 2) return byte(0) == 0xC2 && byte(1) < 0xA0;
  if (character.size() != 3) return false;
  const unsigned code = (byte(0) & 0x0FU) << 12 | (byte(1) & 0x3FU) << 6 | (byte(2) & 0x3FU);
  return (code >= 0x200B && code <= 0x200F) || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2060 && code <= 0x2069) || code == 0xFEFF;
}

void escape(std::string& out, std::string_view bytes) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out.append("\\x").append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
  }
}

}  // namespace

std::string shown(std::string_view text, std::size_t most) {
  std::string out;
  while (!text.empty()) {
    const auto step = json::utf8_step(text);
    const auto character = text.substr(0, step.bytes);
    const auto first = static_cast<unsigned char>(character[0]);
    const auto before = out.size();
    if (!step.valid || first < 0x20 || first == 0x7F || invisible(character)) {
      escape(out, character);
    } else {
      out += character;
    }
    if (out.size() > most) {
      out.resize(before);
      return out + "…";
    }
    text.remove_prefix(step.bytes);
  }
  return out;
}

std::string shown_list(std::span<const std::string> texts) {
  constexpr std::size_t most = 5;
  std::string out;
  for (std::size_t i = 0; i < std::min(texts.size(), most); ++i) out.append(i == 0 ? "" : ", ").append(shown(texts[i]));
  if (texts.size() > most) out += " and " + std::to_string(texts.size() - most) + " more";
  return out;
}

std::string quoted(std::string_view text) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+,=";
  const bool odd = std::ranges::any_of(text, [](char c) { return (c >= 0 && c < 0x20) || c == 0x7F; });
  // What begins with a dash would be read as an option by whatever it is given to.
  if (odd || text.empty() || text.front() == '-' || text.size() > 1024 ||
      json::find_invalid_utf8(text) != text.size() || shown(text, 4096) != text)
    return "'<name>'";
  if (text.find_first_not_of(plain) == std::string_view::npos) return std::string(text);
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + "'";
}

std::string quoted_or(std::string_view text, std::string_view placeholder) {
  return text.empty() ? "'<" + std::string(placeholder) + ">'" : quoted(text);
}

ArmId arm_id(std::string_view text) noexcept {
  // subscriptions S resourceGroups G providers P TYPE NAME TYPE NAME
  std::array<std::string_view, 10> part{};
  std::size_t count = 0;
  if (!text.starts_with('/')) return {};
  text.remove_prefix(1);
  while (count < part.size()) {
    const auto slash = text.find('/');
    part[count++] = text.substr(0, slash);
    if (slash == std::string_view::npos) break;
    text.remove_prefix(slash + 1);
  }
  if (count < 8 || !base::equal_without_case(part[0], "subscriptions") ||
      !base::equal_without_case(part[2], "resourceGroups") || !base::equal_without_case(part[4], "providers"))
    return {};
  return {part[1], part[3], part[5], part[6], part[7], part[8], part[9]};
}

bool same_arm_id(std::string_view a, std::string_view b) noexcept {
  const auto tail = [](std::string_view id) { return id.ends_with('/') ? id.substr(0, id.size() - 1) : id; };
  return !tail(a).empty() && base::equal_without_case(tail(a), tail(b));
}

bool in_arm_id(std::string_view id, std::string_view resource) noexcept {
  if (resource.empty() || id.size() < resource.size()) return false;
  if (!base::equal_without_case(id.substr(0, resource.size()), resource)) return false;
  return id.size() == resource.size() || id[resource.size()] == '/';
}

bool is_guid(std::string_view text) noexcept {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = base::lower(text[i]);
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

std::string_view first_of(std::string_view a, std::string_view b, std::string_view c) noexcept {
  if (!a.empty()) return a;
  return b.empty() ? c : b;
}

}  // namespace atgateway::snapshot
