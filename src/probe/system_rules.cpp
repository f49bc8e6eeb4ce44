#include "probe/system_rules.hpp"

#include "base/ascii.hpp"
#include "net/address.hpp"
#include "probe/clean_text.hpp"
#include "probe/dns_question.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <fstream>
#include <optional>
#include <vector>

namespace atgateway::probe {
namespace {

constexpr std::size_t most_resolv_conf = 65536;
constexpr std::size_t most_hosts = std::size_t{16} << 20;  // lists of advertisers are this long
constexpr std::size_t most_nameservers = 3;                // MAXNS
constexpr std::size_t most_search = 64;
constexpr unsigned most_ndots = 15;
constexpr std::uint16_t dns_port = 53;

std::string read_file(const std::string& path, std::size_t most) {
  std::ifstream file(path, std::ios::binary);
  std::string text;
  std::string piece(65536, '\0');
  while (text.size() < most) {
    file.read(piece.data(), static_cast<std::streamsize>(std::min(piece.size(), most - text.size())));
    if (file.gcount() <= 0) break;
    text.append(piece, 0, static_cast<std::size_t>(file.gcount()));
  }
  return text;
}

/// Takes the first word off a line; empty at its end.
std::string_view take_word(std::string_view& line) {
  constexpr std::string_view blank = " \t\r\v\f";
  line.remove_prefix(std::min(line.find_first_not_of(blank), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(blank));
  line.remove_prefix(word.size());
  return word;
}

template <class Each>
void for_each_line(std::string_view text, Each each) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    each(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void read_options(std::string_view line, unsigned& ndots) {
  for (auto word = take_word(line); !word.empty(); word = take_word(line)) {
    if (!word.starts_with("ndots:")) continue;
    word.remove_prefix(6);
    unsigned value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error == std::errc::result_out_of_range) value = most_ndots;
    if (error != std::errc::invalid_argument) ndots = std::min(value, most_ndots);
  }
}

std::string_view without_dot(std::string_view name) {
  if (name.size() > 1 && name.ends_with('.')) name.remove_suffix(1);
  return name;
}

}  // namespace

void read_resolv_conf(std::string_view text, SystemAnswer& into) {
  for_each_line(text, [&](std::string_view line) {
    if (line.find_first_of("#; \t") == 0) return;  // a keyword begins its line, or is none
    const auto word = take_word(line);
    if (word == "nameserver" && into.nameservers.size() < most_nameservers) {
      const auto address = net::SocketAddress::parse_ip(take_word(line), dns_port);
      if (address) into.nameservers.push_back(address->to_string());
    } else if (word == "search" || word == "domain") {
      into.search.clear();  // the last line counts, whichever of the two it is
      for (auto suffix = take_word(line); !suffix.empty(); suffix = take_word(line)) {
        if (into.search.size() < most_search) into.search.push_back(clean_text(suffix, 255));
        if (word == "domain") break;
      }
    } else if (word == "options") {
      read_options(line, into.ndots);
    }
  });
  if (into.nameservers.empty()) into.nameservers.push_back("127.0.0.1:" + std::to_string(dns_port));
}

bool hosts_file_has(std::string_view text, std::string_view name) {
  bool found = false;
  name = without_dot(name);
  for_each_line(text, [&](std::string_view line) {
    if (found || name.empty()) return;
    line = line.substr(0, line.find('#'));
    if (!net::SocketAddress::parse_ip(take_word(line), 0)) return;
    for (auto word = take_word(line); !word.empty() && !found; word = take_word(line)) {
      found = base::equal_without_case(without_dot(word), name);
    }
  });
  return found;
}

std::string search_note_of(const SystemAnswer& answer) {
  if (answer.literal || answer.from_hosts_file || answer.name.ends_with('.')) return {};
  std::vector<std::string> suffixes;
  for (const auto& each : answer.search) {
    if (each != ".") suffixes.push_back(each);
  }
  if (suffixes.empty()) return {};
  const auto dots = static_cast<std::size_t>(std::count(answer.name.begin(), answer.name.end(), '.'));
  const std::string first = answer.name + "." + suffixes.front();
  const std::string others =
      suffixes.size() == 1 ? std::string() : " (and " + std::to_string(suffixes.size() - 1) + " more like it)";
  if (dots >= answer.ndots) {
    return answer.name + " is asked for as it stands; only when it is not found, " + first + others + " is tried.";
  }
  return answer.name + " has " + std::to_string(dots) + (dots == 1 ? " dot" : " dots") +
         ", fewer than ndots:" + std::to_string(answer.ndots) + " in resolv.conf: " + first + others +
         " is asked for first, the name as it stands last. A dot at its end prevents that.";
}

SystemAnswer read_system_rules(const std::string& name, const std::string& resolv_conf, const std::string& hosts) {
  SystemAnswer answer;
  answer.name = clean_text(name);
  answer.literal = net::SocketAddress::parse_ip(name, 0).ok();
  read_resolv_conf(read_file(resolv_conf, most_resolv_conf), answer);
  if (!answer.literal) answer.from_hosts_file = hosts_file_has(read_file(hosts, most_hosts), name);
  answer.search_note = search_note_of(answer);
  return answer;
}

}  // namespace atgateway::probe
