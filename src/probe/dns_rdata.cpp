#include "probe/dns_rdata.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace atgateway::probe {
namespace {

constexpr std::size_t enough = 1100;

/// Reads a record's data from its front.
class Data {
 public:
  Data(const ns_msg& message, const ns_rr& record)
      : message_(message), at_(ns_rr_rdata(record)), left_(ns_rr_rdlen(record)) {}

  [[nodiscard]] std::size_t left() const noexcept { return left_; }
  [[nodiscard]] std::span<const std::uint8_t> rest() const noexcept { return {at_, left_}; }

  std::optional<std::span<const std::uint8_t>> bytes(std::size_t count) {
    if (count > left_) return std::nullopt;
    const std::span<const std::uint8_t> taken(at_, count);
    at_ += count;
    left_ -= count;
    return taken;
  }
  /// A number of one, two or four bytes, as text.
  std::optional<std::string> number(std::size_t count) {
    const auto taken = bytes(count);
    if (!taken) return std::nullopt;
    if (count == 1) return std::to_string((*taken)[0]);
    return std::to_string(count == 2 ? ns_get16(taken->data()) : ns_get32(taken->data()));
  }
  /// A name, which may point back into the message but not end after this data.
  std::optional<std::string> name() {
    std::array<char, NS_MAXDNAME> text;
    const int used = ns_name_uncompress(ns_msg_base(message_), ns_msg_end(message_), at_, text.data(), text.size());
    if (used < 0 || !bytes(static_cast<std::size_t>(used))) return std::nullopt;
    return std::string(text.data());
  }
  /// A length byte and as many bytes, in quotes.
  std::optional<std::string> quoted() {
    const auto length = bytes(1);
    if (!length) return std::nullopt;
    const auto text = bytes((*length)[0]);
    if (!text) return std::nullopt;
    return in_quotes(*text);
  }
  static std::string in_quotes(std::span<const std::uint8_t> text) {
    std::string out = "\"";
    for (const std::uint8_t each : text) {
      if (each < 0x20 || each > 0x7E) {
        out += '\\';
        for (const unsigned power : {100U, 10U, 1U}) out += static_cast<char>('0' + each / power % 10);
        continue;
      }
      if (each == '"' || each == '\\') out += '\\';
      out += static_cast<char>(each);
    }
    return out + '"';
  }

 private:
  const ns_msg& message_;
  const std::uint8_t* at_;
  std::size_t left_;
};

/// What the letters of a form stand for: n a name, 1, 2 and 4 numbers of that many bytes, s a text in quotes.
std::optional<std::string> by_form(Data& data, std::string_view form) {
  std::string out;
  for (const char letter : form) {
    const auto part = letter == 'n'   ? data.name()
                      : letter == 's' ? data.quoted()
                                      : data.number(static_cast<std::size_t>(letter - '0'));
    if (!part) return std::nullopt;
    if (!out.empty()) out += ' ';
    out += *part;
  }
  if (data.left() != 0) return std::nullopt;
  return out;
}

std::optional<std::string> address(const Data& data, int family, std::size_t size) {
  std::array<char, INET6_ADDRSTRLEN> text;
  if (data.left() != size) return std::nullopt;
  if (inet_ntop(family, data.rest().data(), text.data(), text.size()) == nullptr) return std::nullopt;
  return std::string(text.data());
}

std::optional<std::string> texts(Data& data) {
  std::string out;
  while (data.left() != 0) {
    const auto part = data.quoted();
    if (!part) return std::nullopt;
    if (out.size() > enough) continue;  // what is left must still be well formed
    if (!out.empty()) out += ' ';
    out += *part;
  }
  return out;
}

/// RFC 8659: flags, a tag, and the rest is the value.
std::optional<std::string> certification_authority(Data& data) {
  const auto flags = data.number(1);
  const auto length = data.bytes(1);
  if (!flags || !length) return std::nullopt;
  const auto tag = data.bytes((*length)[0]);
  if (!tag) return std::nullopt;
  const std::string quoted_tag = Data::in_quotes(*tag);
  const auto value = data.rest().first(std::min(data.left(), enough));
  return *flags + ' ' + quoted_tag.substr(1, quoted_tag.size() - 2) + ' ' + Data::in_quotes(value);
}

std::string unknown(const Data& data) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "\\# " + std::to_string(data.left());
  if (data.left() != 0) out += ' ';
  for (const std::uint8_t each : data.rest().first(std::min(data.left(), enough / 2))) {
    out += digits[each >> 4];
    out += digits[each & 15];
  }
  return out;
}

}  // namespace

std::optional<std::string> dns_data_name(const ns_msg& message, const ns_rr& record) {
  Data data(message, record);
  return by_form(data, "n");
}

std::optional<std::string> dns_data_text(const ns_msg& message, const ns_rr& record) {
  Data data(message, record);
  if (ns_rr_class(record) != ns_c_in) return unknown(data);
  switch (ns_rr_type(record)) {
    case ns_t_a:
      return address(data, AF_INET, NS_INADDRSZ);
    case ns_t_aaaa:
      return address(data, AF_INET6, NS_IN6ADDRSZ);
    case ns_t_ns:
    case ns_t_cname:
    case ns_t_ptr:
    case ns_t_dname:
      return by_form(data, "n");
    case ns_t_mx:
    case ns_t_afsdb:
      return by_form(data, "2n");
    case ns_t_rp:
      return by_form(data, "nn");
    case ns_t_srv:
      return by_form(data, "222n");
    case ns_t_soa:
      return by_form(data, "nn44444");
    case ns_t_hinfo:
      return by_form(data, "ss");
    case ns_t_naptr:
      return by_form(data, "22sssn");
    case ns_t_txt:
    case ns_t_spf:
      return texts(data);
    case ns_t_caa:
      return certification_authority(data);
    default:
      return unknown(data);
  }
}

}  // namespace atgateway::probe
