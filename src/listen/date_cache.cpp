#include "listen/date_cache.hpp"

#include <cstddef>

namespace atgateway::listen {
namespace {

// strftime would ask the locale for the names.
constexpr std::string_view days = "SunMonTueWedThuFriSat";
constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";

void put(char* at, int value, int digits) noexcept {
  for (int i = digits - 1; i >= 0; --i, value /= 10) at[i] = static_cast<char>('0' + value % 10);
}

}  // namespace

std::string_view DateCache::at(std::time_t second) noexcept {
  if (second != second_) {
    std::tm parts{};
    ::gmtime_r(&second, &parts);
    constexpr std::string_view shape = "Sun, 00 Jan 0000 00:00:00 GMT";
    static_assert(shape.size() == std::tuple_size_v<decltype(text_)>);
    shape.copy(text_.data(), shape.size());
    days.copy(text_.data(), 3, static_cast<std::size_t>(parts.tm_wday) * 3);
    put(&text_[5], parts.tm_mday, 2);
    months.copy(&text_[8], 3, static_cast<std::size_t>(parts.tm_mon) * 3);
    put(&text_[12], parts.tm_year + 1900, 4);
    put(&text_[17], parts.tm_hour, 2);
    put(&text_[20], parts.tm_min, 2);
    put(&text_[23], parts.tm_sec, 2);
    second_ = second;
  }
  return {text_.data(), text_.size()};
}

}  // namespace atgateway::listen
