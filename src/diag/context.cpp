#include "diag/context.hpp"

#include "base/token.hpp"
#include "diag/vantage.hpp"
#include "net/base_url.hpp"
#include "probe/dns.hpp"

#include <unistd.h>

#include <array>
#include <ctime>
#include <fstream>
#include <iterator>

namespace atgateway::diag {
namespace {

constexpr std::size_t most_list_items = 64;

Error bad_target(std::string detail, std::string hint = {}) {
  Error error(Errc::bad_target, std::move(detail), "/target");
  return hint.empty() ? error : error.with_hint(std::move(hint));
}

Error bad_option(std::string field, std::string detail, std::string hint) {
  return Error(Errc::bad_config, std::move(detail), std::move(field)).with_hint(std::move(hint));
}

std::string item(std::string_view list, std::size_t index) {
  return "/" + std::string(list) + "/" + std::to_string(index);
}

Result<Goal> read_target(const std::string& text) {
  if (text.empty()) return bad_target("There is no target.");
  const auto url = net::read_base_url(text);
  if (!url.value) {
    bool ascii = true;
    for (const char c : text) ascii = ascii && static_cast<unsigned char>(c) < 0x80;
    return bad_target("The target cannot be read: " + std::string(url.complaint) + ".",
                      ascii ? "" : "Write a name with other letters in its ASCII form (xn--…).");
  }
  if (!url.value->tls) {
    return bad_target("The target is plain http.", "Give https://: callers reach a gateway over TLS only.");
  }
  if (!url.value->path.empty()) return bad_target("The target has a path.");
  Goal goal;
  goal.dial_host = goal.host = url.value->host;
  goal.dial_port = goal.port = url.value->port;
  return goal;
}

Result<std::vector<ExpectedRange>> read_expected(const std::vector<std::string>& texts) {
  std::vector<ExpectedRange> out;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    auto range = net::Cidr::parse(texts[i]);
    if (!range.ok()) {
      return bad_option(item("expect_address", i), "This is neither an IP address nor a CIDR range.",
                        "Write 10.1.2.3 or 10.1.0.0/16.");
    }
    out.push_back({texts[i], *range});
  }
  return out;
}

Result<std::vector<net::SocketAddress>> read_nameservers(const std::vector<std::string>& texts) {
  std::vector<net::SocketAddress> out;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    auto address = net::SocketAddress::parse_ip(texts[i], 53);
    if (!address.ok()) address = net::SocketAddress::parse(texts[i]);
    if (!address.ok() || address->port() == 0) {
      return bad_option(item("nameservers", i), "This is no nameserver's address.",
                        "Write 10.0.0.10, 10.0.0.10:5353 or [fd00::10]:5353; names are not resolved here.");
    }
    out.push_back(*address);
  }
  return out;
}

Result<std::string> read_whole(const std::string& path, std::string_view field) {
  constexpr std::size_t most = 1048576;
  std::ifstream in(path, std::ios::binary);
  std::string text;
  if (in) {
    text.resize(most + 1);
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad() || !in.is_open()) {
    return bad_option(std::string(field), "The file cannot be read.", "Give a file that exists and may be read.");
  }
  if (text.size() > most) return bad_option(std::string(field), "The file is over 1 MiB.", "Give the right file.");
  return text;
}

std::string host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return {};
  return name.data();
}

Result<void> check_options(const DiagnoseOptions& options) {
  if (options.samples < 1 || options.samples > 100) {
    return bad_option("/samples", "There can be 1 to 100 samples.", "Give a number from 1 to 100.");
  }
  if (options.nameservers.size() > most_list_items || options.expect_address.size() > most_list_items) {
    return bad_option(options.nameservers.size() > most_list_items ? "/nameservers" : "/expect_address",
                      "There are more than 64 of these.", "Give fewer.");
  }
  if (!options.token.empty() && !base::is_token(options.token.reveal())) {
    return bad_option("/token", "The token has characters that a token does not have.",
                      "Give the token alone, without quotes, blanks or line ends.");
  }
  if (!options.ca.empty()) {
    if (auto text = read_whole(options.ca, "/ca"); !text.ok()) return text.error();
  }
  if (!options.api_base_url.empty()) {
    const auto url = net::read_base_url(options.api_base_url);
    if (!url.value) {
      return bad_option("/api_base_url", "This is no base URL: " + std::string(url.complaint) + ".",
                        "Give https://HOST[:PORT][/PREFIX], as the gateway's configuration has it.");
    }
  }
  for (std::size_t i = 0; i < options.only.size(); ++i) {
    bool known = false;
    for (const auto& row : check_table()) {
      known = known || row.id == options.only[i] || row.id.substr(0, row.id.find('.')) == options.only[i];
    }
    if (!known) {
      return bad_option(item("only", i), "There is no such check.",
                        "`atgateway doctor --list` names them; a first word alone (dns, tls) means all of its checks.");
    }
  }
  return {};
}

/// On the gateway's way out the target is CARTO, and the base URL says where its API begins.
Result<void> aim_at_upstream(const DiagnoseOptions& options, Goal& goal) {
  if (options.api_base_url.empty()) return {};
  const auto url = net::read_base_url(options.api_base_url);
  if (url.value->host != goal.host || url.value->port != goal.port) {
    return bad_option("/api_base_url", "The base URL is on another host or port than the target.",
                      "On the way from the gateway to CARTO the target is the base URL's host.");
  }
  if (!url.value->tls) {
    return bad_option("/api_base_url", "The base URL is plain http, and the target is not.", "Give https:// in both.");
  }
  goal.path = url.value->path;
  return {};
}

}  // namespace

bool Context::sees_network() const noexcept { return inside || can_see(profile, vantage.environment); }

Result<Context> make_context(const DiagnoseOptions& options, const Environment& environment) {
  if (auto checked = check_options(options); !checked.ok()) return checked.error();
  Context context;
  if (!options.target.empty()) {
    auto goal = read_target(options.target);
    if (!goal.ok()) return goal.error();
    context.goal = *goal;
    context.target = "https://" + net::bracketed(context.goal.host) +
                     (context.goal.port == 443 ? std::string() : ":" + std::to_string(context.goal.port));
    const auto literal = net::SocketAddress::parse_ip(context.goal.host, context.goal.port);
    context.literal = literal.ok();
    context.loopback = literal.ok() ? literal->is_loopback()
                                    : context.goal.host == "localhost" || context.goal.host.ends_with(".localhost");
  } else if (options.snapshot.empty() && options.replay.empty()) {
    return bad_target("There is no target.");
  }
  context.vantage.host = host_name();
  context.vantage.environment = options.vantage.value_or(detect_vantage(environment));
  context.profile = options.profile.value_or(
      options.target.empty() ? Profile::databricks_ncc : usual_profile(context.vantage.environment, context.loopback));
  context.vantage.sentence = options.target.empty()
                                 ? std::string("Only what was saved is read here, and it says the same everywhere.")
                                 : vantage_sentence(context.profile, context.vantage.environment);
  if (context.profile == Profile::gateway_egress) {
    if (auto aimed = aim_at_upstream(options, context.goal); !aimed.ok()) return aimed.error();
  } else {
    context.api_base_url = options.api_base_url;
  }
  auto expected = read_expected(options.expect_address);
  if (!expected.ok()) return expected.error();
  context.expected = std::move(*expected);
  auto nameservers = read_nameservers(options.nameservers);
  if (!nameservers.ok()) return nameservers.error();
  context.nameservers_given = !nameservers->empty();
  context.nameservers = std::move(*nameservers);
  const auto rules = probe::read_system_rules(context.goal.dial_host);
  context.vantage.resolvers = rules.nameservers;
  if (!options.site.empty()) {
    auto text = read_whole(options.site, "/site");
    if (!text.ok()) return text.error();
    auto site = read_site(std::move(*text));
    if (!site.ok()) return site.error();
    context.site = std::move(*site);
  }
  context.ca_file = options.ca;
  context.token = options.token.empty() ? nullptr : &options.token;
  context.proxy_header = options.send_proxy_header;
  context.samples = options.samples;
  context.now_s = std::time(nullptr);
  return context;
}

}  // namespace atgateway::diag
