#include "site/rules.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <array>

namespace atgateway::site {
namespace {

struct RuleText {
  Rule rule;
  std::string_view wanted, pattern, hint;
};

// Where the limits come from: learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules,
// kubernetes.io/docs/concepts/overview/working-with-objects/names,
// docs.databricks.com/sql/language-manual/sql-ref-names.
constexpr std::array texts{
    RuleText{Rule::hostname, "a full host name of a domain that you own", "^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$",
             "Write for example carto-atg.example.com: labels of letters, digits and -, two at least."},
    RuleText{Rule::port, "a port from 1 to 65535", "", "Write for example 443."},
    RuleText{Rule::kubernetes_label, "at most 63 lower-case letters, digits and -, with a letter or digit at both ends",
             "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", "Write the namespace's name, for example carto."},
    RuleText{Rule::kubernetes_dns,
             "at most 63 lower-case letters, digits and -, with a letter first and a letter or digit last",
             "^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$", "Write the Service's name, for example atgateway."},
    RuleText{Rule::kubernetes_name,
             "at most 253 lower-case letters, digits, - and ., with a letter or digit at both ends of each part",
             "^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?$", "Write the object's name alone, for example atgateway-tls."},
    RuleText{Rule::image, "a container image: [REGISTRY/]NAME[:TAG][@sha256:DIGEST]", "^[^\\s]+$",
             "Write for example registry.example.com/atgateway:0.1.0; the name is in lower case."},
    RuleText{Rule::guid, "a GUID", "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
             "Write for example 11111111-2222-3333-4444-555555555555."},
    RuleText{Rule::resource_group,
             "the name of a resource group: at most 90 letters, digits, _ - . ( ), with no dot at its end",
             "^[^/\\s]{1,90}$", "Write the group's name, not its id."},
    RuleText{Rule::aks_name,
             "the name of an AKS cluster: at most 63 letters, digits, _ and -, with a letter or digit at both ends",
             "^[A-Za-z0-9]([-_A-Za-z0-9]{0,61}[A-Za-z0-9])?$", "Write the cluster's name, not its id."},
    RuleText{Rule::location, "an Azure region", "^[A-Za-z0-9 ]+$", "Write for example westeurope."},
    RuleText{Rule::network_name,
             "a name of at most 80 letters, digits, _ . and -, with a letter or digit first and a letter, digit or _ "
             "last",
             "^[A-Za-z0-9]([-_.A-Za-z0-9]{0,78}[_A-Za-z0-9])?$", "Write the name alone."},
    RuleText{Rule::consumer, "the GUID of a subscription, or \"*\"",
             "^(\\*|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$",
             "Write for example 11111111-2222-3333-4444-555555555555, each subscription in quotes of its own."},
    RuleText{Rule::subscription, "the GUID of a subscription", "^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
             "Write for example 11111111-2222-3333-4444-555555555555, each subscription in quotes of its own."},
    RuleText{Rule::base_url, "an https:// URL without user name, query and fragment", "^https://[^\\s?#@]+$",
             "Write for example https://carto.example.com/api."},
    RuleText{Rule::ncc, "an NCC's id, or its name: 3 to 30 letters, digits, - and _", "^[-_0-9A-Za-z]{3,36}$",
             "Write the name that the account console shows, or the id of its address bar."},
    RuleText{Rule::workspace_id, "a workspace's number", "^[0-9]{1,20}$",
             "It is the number behind adb- in the workspace's address, for example 1234567890123456."},
    RuleText{Rule::workspace_url, "the https:// URL of a workspace", "^(https://)?[A-Za-z0-9.-]+/?$",
             "Write for example https://adb-1234567890123456.7.azuredatabricks.net, without anything behind it."},
    RuleText{Rule::warehouse, "a warehouse's id", "^[0-9A-Za-z]{1,64}$",
             "It is the last part of the warehouse's HTTP path, for example 0123456789abcdef."},
    RuleText{Rule::catalog_object, "a name in Unity Catalog: at most 255 characters, none of them a blank, . or /",
             "^[^./\\s`]{1,255}$", "Write the name as it is, without backticks."},
    RuleText{Rule::catalog_schema, "CATALOG.SCHEMA", "^[^./\\s`]{1,255}\\.[^./\\s`]{1,255}$",
             "Write for example main.carto, without backticks."},
    RuleText{Rule::secret_name, "at most 128 letters, digits, - _ @ and .", "^[-_@.0-9A-Za-z]{1,128}$",
             "Write the name of the scope or the key; the secret itself never stands in this file."},
    RuleText{Rule::principal, "a user, a group or a service principal", "^[^`\\u0000-\\u001f]{1,255}$",
             "Write for example analysts, or a user's e-mail address, or a service principal's application id."},
    RuleText{Rule::flag, "true or false", "", "Write true or false, without quotes."},
};

const RuleText& text_of(Rule rule) noexcept { return *std::ranges::find(texts, rule, &RuleText::rule); }

bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_alnum(char c) noexcept { return is_letter(c) || is_digit(c); }
bool is_lower_alnum(char c) noexcept { return is_digit(c) || (c >= 'a' && c <= 'z'); }

template <class Predicate>
bool all(std::string_view text, Predicate fits) {
  return std::all_of(text.begin(), text.end(), fits);
}
bool one_of(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = base::lower(c);
  return out;
}

bool is_guid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !(is_digit(text[i]) || one_of(text[i], "abcdefABCDEF"))) return false;
  }
  return true;
}

// Labels of letters, digits and inner hyphens; RFC 1123 section 2.1, RFC 1035 section 2.3.4.
bool is_host(std::string_view text, std::size_t labels) {
  if (text.empty() || text.size() > 253) return false;
  std::size_t count = 0;
  for (std::size_t begin = 0; begin <= text.size(); ++count) {
    const auto end = std::min(text.find('.', begin), text.size());
    const auto label = text.substr(begin, end - begin);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    if (!all(label, [](char c) { return is_alnum(c) || c == '-'; })) return false;
    begin = end + 1;
  }
  const auto last = text.substr(text.rfind('.') + 1);
  return count >= labels && !all(last, is_digit);  // an address is no name
}

std::optional<Complaint> complain(Rule rule, std::string hint = {}) {
  const auto& row = text_of(rule);
  return Complaint{std::string(row.wanted), hint.empty() ? std::string(row.hint) : std::move(hint)};
}

std::optional<Complaint> judge_hostname(std::string& text) {
  text = lower(text);
  std::string_view host = text;
  const auto with = [&](std::string hint) { return complain(Rule::hostname, std::move(hint)); };
  if (host.find("://") != std::string_view::npos) return with("Leave out the scheme: only the name stands here.");
  if (host.find('*') != std::string_view::npos) {
    return with("A private endpoint rule takes exact names only: write the one name that the warehouse calls.");
  }
  if (host.find('/') != std::string_view::npos) return with("Leave out the path: only the name stands here.");
  if (host.find(':') != std::string_view::npos) return with("Leave out the port here: it stands in \"port\".");
  if (host.ends_with('.')) return with("Leave out the dot at the end.");
  if (!is_host(host, 2)) return complain(Rule::hostname);
  for (const std::string_view reserved : {"internal", "localhost", "test"}) {
    if (host.ends_with("." + std::string(reserved))) {
      return with("Databricks refuses names under ." + std::string(reserved) +
                  " in a private endpoint rule: take a name under a registered domain that you own; it need not exist "
                  "in public DNS.");
    }
  }
  return {};
}

bool is_label(std::string_view text, bool letter_first) {
  return !text.empty() && text.size() <= 63 && is_lower_alnum(text.front()) &&
         !(letter_first && is_digit(text.front())) && is_lower_alnum(text.back()) &&
         all(text, [](char c) { return is_lower_alnum(c) || c == '-'; });
}

bool is_subdomain(std::string_view text) {
  if (text.size() > 253) return false;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find('.', begin), text.size());
    const auto part = text.substr(begin, end - begin);
    if (part.empty() || !is_lower_alnum(part.front()) || !is_lower_alnum(part.back())) return false;
    if (!all(part, [](char c) { return is_lower_alnum(c) || c == '-'; })) return false;
    begin = end + 1;
  }
  return true;
}

// Parts between slashes; the first may be a registry with a port. The tag stands behind the last colon of the last
// part.
bool is_image(std::string_view text) {
  if (text.empty() || text.size() > 512) return false;
  if (const auto at = text.find('@'); at != std::string_view::npos) {
    const auto digest = text.substr(at + 1);
    constexpr std::string_view algorithm = "sha256:";
    if (!digest.starts_with(algorithm) || digest.size() != algorithm.size() + 64) return false;
    if (!all(digest.substr(algorithm.size()), [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); }))
      return false;
    text = text.substr(0, at);
  }
  const auto slash = text.rfind('/');
  const auto colon = text.find(':', slash == std::string_view::npos ? 0 : slash);
  if (colon != std::string_view::npos) {
    const auto tag = text.substr(colon + 1);
    if (tag.empty() || tag.size() > 128 || one_of(tag.front(), "-.")) return false;
    if (!all(tag, [](char c) { return is_alnum(c) || one_of(c, "_.-"); })) return false;
    text = text.substr(0, colon);
  }
  bool first = true;
  for (std::size_t begin = 0; begin <= text.size(); first = false) {
    const auto end = std::min(text.find('/', begin), text.size());
    const auto part = text.substr(begin, end - begin);
    const bool registry = first && end < text.size();
    const auto fits = [&](char c) {
      return is_lower_alnum(c) || one_of(c, "._-") || (registry && (c == ':' || is_alnum(c)));
    };
    if (part.empty() || !is_alnum(part.front()) || !is_alnum(part.back()) || !all(part, fits)) return false;
    begin = end + 1;
  }
  return true;
}

// An Azure name with its own set of characters; a whole resource id is a frequent guest, so it gets its own hint.
std::optional<Complaint> judge_azure(Rule rule, std::string_view text) {
  if (text.find('/') != std::string_view::npos) {
    return complain(rule, "This is an id: write the last part of it only, the name.");
  }
  const bool long_enough = !text.empty();
  if (rule == Rule::resource_group) {
    const auto fits = [](char c) {
      return is_alnum(c) || one_of(c, "_-.()") || static_cast<unsigned char>(c) >= 0x80;  // letters of any language
    };
    if (long_enough && text.size() <= 360 && all(text, fits) && !text.ends_with('.')) return {};
  } else if (rule == Rule::aks_name) {
    if (long_enough && text.size() <= 63 && all(text, [](char c) { return is_alnum(c) || one_of(c, "_-"); }) &&
        is_alnum(text.front()) && is_alnum(text.back())) {
      return {};
    }
  } else if (long_enough && text.size() <= 80 && all(text, [](char c) { return is_alnum(c) || one_of(c, "_.-"); }) &&
             is_alnum(text.front()) && (is_alnum(text.back()) || text.back() == '_')) {
    return {};
  }
  return complain(rule);
}

std::optional<Complaint> judge_consumer(Rule rule, std::string_view text) {
  if (is_guid(text)) return {};
  if (text == "*") {
    if (rule == Rule::consumer) return {};
    return complain(rule,
                    "\"*\" is not taken for auto-approval: Azure would look for a subscription of that name. "
                    "List the subscriptions, or leave it empty and approve by hand.");
  }
  if (text.find(',') != std::string_view::npos || text.find(' ') != std::string_view::npos) {
    return complain(rule, "Write each subscription in quotes of its own: [\"…\", \"…\"].");
  }
  return complain(rule);
}

// scheme://host[:port][/path] without anything else; gives host and path.
bool split_url(std::string_view text, std::string_view& host, std::string_view& path) {
  constexpr std::string_view scheme = "https://";
  if (text.size() > 2048 || lower(text.substr(0, scheme.size())) != scheme) return false;
  text.remove_prefix(scheme.size());
  const auto slash = std::min(text.find('/'), text.size());
  auto authority = text.substr(0, slash);
  path = text.substr(slash);
  if (const auto colon = authority.find(':'); colon != std::string_view::npos) {
    auto port = std::string(authority.substr(colon + 1));
    if (judge(Rule::port, port)) return false;
    authority = authority.substr(0, colon);
  }
  host = authority;
  return is_host(host, 1);
}

std::optional<Complaint> judge_base_url(std::string& text) {
  while (text.ends_with('/')) text.pop_back();
  std::string_view host, path;
  if (lower(text).starts_with("http://")) {
    return complain(Rule::base_url, "Tokens go over this connection: use https://.");
  }
  if (text == "sandbox:") return complain(Rule::base_url, "The sandbox is for trying out, not for an installation.");
  if (!split_url(text, host, path)) return complain(Rule::base_url);
  const auto fits = [](char c) { return is_alnum(c) || one_of(c, "/-._~"); };
  if (!all(path, fits) || path.find("//") != std::string_view::npos || path.find("/.") != std::string_view::npos) {
    return complain(Rule::base_url, "Behind the host stand letters, digits, - . _ ~ and single slashes only.");
  }
  return {};
}

std::optional<Complaint> judge_workspace_url(std::string& text) {
  if (text.find("://") == std::string::npos) text = "https://" + text;
  text = lower(text);
  while (text.ends_with('/')) text.pop_back();
  std::string_view host, path;
  if (!split_url(text, host, path) || !path.empty() || !is_host(host, 2)) return complain(Rule::workspace_url);
  if (host.starts_with("accounts.")) {
    return complain(Rule::workspace_url, "This is the account console: write the address of the workspace.");
  }
  return {};
}

bool is_catalog_object(std::string_view text) {
  return !text.empty() && text.size() <= 255 &&
         all(text, [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7f && !one_of(c, "./`"); });
}

bool holds(Rule rule, std::string_view text) {
  switch (rule) {
    case Rule::kubernetes_label:
      return is_label(text, false);
    case Rule::kubernetes_dns:
      return is_label(text, true);
    case Rule::kubernetes_name:
      return is_subdomain(text);
    case Rule::image:
      return is_image(text);
    case Rule::guid:
      return is_guid(text);
    case Rule::ncc:
      return is_guid(text) || (text.size() >= 3 && text.size() <= 30 &&
                               all(text, [](char c) { return is_alnum(c) || one_of(c, "-_"); }));
    case Rule::workspace_id:
      return !text.empty() && text.size() <= 20 && all(text, is_digit) && text.front() != '0';
    case Rule::warehouse:
      return !text.empty() && text.size() <= 64 && all(text, is_alnum);
    case Rule::catalog_object:
      return is_catalog_object(text);
    case Rule::catalog_schema: {
      const auto dot = text.find('.');
      return dot != std::string_view::npos && is_catalog_object(text.substr(0, dot)) &&
             is_catalog_object(text.substr(dot + 1));
    }
    case Rule::secret_name:
      return !text.empty() && text.size() <= 128 && all(text, [](char c) { return is_alnum(c) || one_of(c, "-_@."); });
    case Rule::principal:
      return !text.empty() && text.size() <= 255 &&
             all(text, [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f && c != '`'; });
    default:
      return true;
  }
}

}  // namespace

std::string_view wanted(Rule rule) noexcept { return text_of(rule).wanted; }
std::string_view pattern(Rule rule) noexcept { return text_of(rule).pattern; }

std::optional<Complaint> judge(Rule rule, std::string& text) {
  switch (rule) {
    case Rule::hostname:
      return judge_hostname(text);
    case Rule::port: {
      const bool number = !text.empty() && text.size() <= 5 && all(text, is_digit) && text.front() != '0';
      if (number && std::stoul(text) <= 65535) return {};
      return complain(rule);
    }
    case Rule::location:
      std::erase(text, ' ');
      text = lower(text);
      if (!text.empty() && text.size() <= 40 && all(text, is_lower_alnum)) return {};
      return complain(rule);
    case Rule::resource_group:
    case Rule::aks_name:
    case Rule::network_name:
      return judge_azure(rule, text);
    case Rule::consumer:
    case Rule::subscription:
      return judge_consumer(rule, text);
    case Rule::base_url:
      return judge_base_url(text);
    case Rule::workspace_url:
      return judge_workspace_url(text);
    default:
      if (holds(rule, text)) return {};
      return complain(rule);
  }
}

}  // namespace atgateway::site
