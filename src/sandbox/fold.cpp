#include "sandbox/fold.hpp"

#include "json/utf8.hpp"
#include "sandbox/gazetteer_table.hpp"

namespace atgateway::sandbox {
namespace {

// Of one whole character.
char32_t code_point(std::string_view bytes) {
  const auto byte = [bytes](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  if (bytes.size() == 1) return byte(0);
  char32_t code = byte(0) & (0x7Fu >> bytes.size());
  for (std::size_t at = 1; at < bytes.size(); ++at) code = (code << 6) | (byte(at) & 0x3Fu);
  return code;
}

void fold_ascii(std::string& out, char c) {
  if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
    out += c;
  } else if (c >= 'A' && c <= 'Z') {
    out += static_cast<char>(c - 'A' + 'a');
  } else if (c != '\'' && c != '.' && c != '`') {
    out += ' ';
  }
}

// Combining accents, and what is used for an apostrophe or inside a word.
bool dropped(char32_t code) {
  return (code >= 0x300 && code <= 0x36F) || code == 0x2018 || code == 0x2019 || code == 0x2BB || code == 0x2BC ||
         code == 0xB4 || code == 0xB7;
}

bool blank(char32_t code) { return code == 0xA0 || (code >= 0x2000 && code <= 0x206F); }

char32_t cyrillic_lower(char32_t code) {
  if (code >= 0x410 && code <= 0x42F) return code + 0x20;
  if (code >= 0x400 && code <= 0x40F) return code + 0x50;
  return code;
}

void fold_other(std::string& out, char32_t code, std::string_view bytes) {
  if (dropped(code)) return;
  if (blank(code)) {
    out += ' ';
  } else if (const auto latin = latin_letter(code); !latin.empty()) {
    out += latin;
  } else if (const char32_t lower = cyrillic_lower(code); lower != code) {
    out += static_cast<char>(0xC0 | (lower >> 6));
    out += static_cast<char>(0x80 | (lower & 0x3F));
  } else {
    out += bytes;
  }
}

void squeeze(std::string& text) {
  std::size_t kept = 0;
  for (const char c : text) {
    if (c == ' ' && (kept == 0 || text[kept - 1] == ' ')) continue;
    text[kept++] = c;
  }
  if (kept > 0 && text[kept - 1] == ' ') --kept;
  text.resize(kept);
}

}  // namespace

std::string fold(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto step = json::utf8_step(text);
    if (!step.valid) {
      out += ' ';
    } else if (step.bytes == 1) {
      fold_ascii(out, text.front());
    } else {
      fold_other(out, code_point(text.substr(0, step.bytes)), text.substr(0, step.bytes));
    }
    text.remove_prefix(step.bytes);
  }
  squeeze(out);
  return out;
}

}  // namespace atgateway::sandbox
