#include "upstream/reply_fields.hpp"

#include <algorithm>
#include <charconv>

namespace atgateway::upstream {
namespace {

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// All of `text`, and only digits.
template <class Number>
std::optional<Number> number(std::string_view text) {
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  Number out{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
  if (read.ec != std::errc()) return std::nullopt;
  return out;
}

/// "Sun, 06 Nov 1994 08:49:37 GMT"
std::optional<std::chrono::sys_seconds> imf_fixdate(std::string_view text) {
  using namespace std::chrono;
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 29 || text.substr(3, 2) != ", " || text[7] != ' ' || text[11] != ' ' || text[16] != ' ' ||
      text[19] != ':' || text[22] != ':' || text.substr(25) != " GMT") {
    return std::nullopt;
  }
  const auto month_at = months.find(text.substr(8, 3));
  const auto day_of = number<unsigned>(text.substr(5, 2));
  const auto year_of = number<int>(text.substr(12, 4));
  const auto hour = number<int>(text.substr(17, 2));
  const auto minute = number<int>(text.substr(20, 2));
  const auto second = number<int>(text.substr(23, 2));
  if (month_at == std::string_view::npos || month_at % 3 != 0 || !day_of || !year_of || !hour || !minute || !second) {
    return std::nullopt;
  }
  const year_month_day date{year(*year_of), month(static_cast<unsigned>(month_at / 3 + 1)), day(*day_of)};
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return sys_days(date) + hours(*hour) + minutes(*minute) + seconds(*second);
}

}  // namespace

std::optional<std::int64_t> parse_retry_after(std::string_view value, std::chrono::system_clock::time_point now) {
  if (const auto delta = number<std::int64_t>(value)) return delta;
  const auto date = imf_fixdate(value);
  if (!date) return std::nullopt;
  const auto left = *date - std::chrono::floor<std::chrono::seconds>(now);
  return std::max<std::int64_t>(0, left.count());
}

bool same_name(std::string_view a, std::string_view b) noexcept {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace atgateway::upstream
