// How RapidJSON's reader sees the source: its Stream and Encoding concepts, with whole runs instead of single bytes.
#pragma once

#include "json/rapidjson.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>

namespace atgateway::json {

/// Reads a string that holds no NUL: the one behind its end is what the reader takes for the end.
struct SourceStream {
  using Ch = char;
  using SizeType = atgateway_rapidjson::SizeType;

  explicit SourceStream(const std::string& source) noexcept
      : begin(source.data()), end(source.data() + source.size()), at(begin), token(begin) {}

  [[nodiscard]] char Peek() const noexcept { return *at; }
  char Take() noexcept { return *at++; }
  [[nodiscard]] std::size_t Tell() const noexcept { return static_cast<std::size_t>(at - begin); }
  [[nodiscard]] std::size_t token_offset() const noexcept { return static_cast<std::size_t>(token - begin); }

  // The concept asks for these; only parsing in place would call them.
  char* PutBegin() { throw BrokenReader{}; }
  void Put(char) { throw BrokenReader{}; }
  std::size_t PutEnd(char*) { throw BrokenReader{}; }
  char* Push(SizeType) { throw BrokenReader{}; }

  const char* begin;
  const char* end;
  const char* at;
  const char* token;  ///< where the token begins that is read now
};

/// Preferred over RapidJSON's own template. The reader calls it before every token, so it is where tokens begin.
inline void SkipWhitespace(SourceStream& stream) noexcept {
  const char* at = stream.at;
  while (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t') ++at;
  stream.at = stream.token = at;
}

/// The end of the bytes at `at` that stand for themselves in a string: no quote, backslash or control character.
inline const char* skip_plain(const char* at, const char* end) noexcept {
  if constexpr (std::endian::native == std::endian::little) {
    constexpr std::uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;
    // The high bit of each byte that is below `bound`; above the lowest hit there may be false ones.
    const auto below = [](std::uint64_t bytes, std::uint64_t bound) { return (bytes - bound * ones) & ~bytes & highs; };
    for (std::uint64_t word = 0; static_cast<std::size_t>(end - at) >= sizeof word; at += sizeof word) {
      std::memcpy(&word, at, sizeof word);
      const std::uint64_t hits = below(word ^ ('"' * ones), 1) | below(word ^ ('\\' * ones), 1) | below(word, 0x20);
      if (hits != 0) return at + std::countr_zero(hits) / 8;
    }
  }
  while (at != end && *at != '"' && *at != '\\' && static_cast<unsigned char>(*at) >= 0x20) ++at;
  return at;
}

/// An escape that names half of a surrogate pair without the other half; the stream stands behind it.
struct LoneSurrogate {};

/// UTF-8 in, UTF-8 out. The source was checked as a whole before, so a run of a string needs no second look.
struct SourceEncoding : atgateway_rapidjson::UTF8<> {
  template <class Out>
  static void Encode(Out& out, unsigned codepoint) {
    if (codepoint >= 0xD800 && codepoint <= 0xDFFF) throw LoneSurrogate{};
    atgateway_rapidjson::UTF8<>::Encode(out, codepoint);
  }

  template <class Out>
  static bool Validate(SourceStream& in, Out& out) {
    const char* stop = skip_plain(in.at, in.end);
    const auto length = static_cast<std::size_t>(stop - in.at);
    std::memcpy(out.Push(static_cast<SourceStream::SizeType>(length)), in.at, length);
    in.at = stop;
    return length != 0;
  }
};

}  // namespace atgateway::json
