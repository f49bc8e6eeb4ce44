// docs/diagnostics.md, from the table of checks and the table of meanings.
#pragma once

#include <atgateway/classify.hpp>
#include <atgateway/diagnostics.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace support {

/// Markdown's text: `<` is no tag and `|` no column; what stands between backticks is left alone but for the column.
inline std::string escaped(std::string_view text, bool in_table = false) {
  std::string out;
  bool code = false;
  for (const char c : text) {
    if (c == '`') code = !code;
    if ((c == '<' && !code) || (c == '|' && in_table)) out += '\\';
    out += c;
  }
  return out;
}

inline std::string code_span(std::string_view text) {
  const std::string fence = text.find('`') == std::string_view::npos ? "`" : "``";
  std::string out = fence;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out + fence;
}

/// Addresses and pages of docs/ become links.
inline std::string linked(std::string_view source, bool in_table = false) {
  std::string out;
  while (!source.empty()) {
    const auto end = source.find_first_of(" ;,");
    const auto word = source.substr(0, end);
    if (word.starts_with("https://")) {
      out += "<" + std::string(word) + ">";
    } else if (word.starts_with("docs/")) {
      out += "[" + std::string(word.substr(5)) + "](" + std::string(word.substr(5)) + ")";
    } else {
      out += escaped(word, in_table);
    }
    if (end == std::string_view::npos) break;
    out += source[end];
    source.remove_prefix(end + 1);
  }
  return out;
}

inline std::string check_link(std::string_view id) { return "[`" + std::string(id) + "`](#" + std::string(id) + ")"; }

inline const char* layer_text(atgateway::Layer layer) {
  using enum atgateway::Layer;
  switch (layer) {
    case config:
      return "what was given: the name, the gateway's configuration, the snapshot";
    case dns:
      return "what the name resolves to, asked of each nameserver and of the system";
    case tcp:
      return "a connection to each address";
    case tls:
      return "the handshake and the certificates, whoever is trusted";
    case http:
      return "any HTTP reply";
    case gateway:
      return "that it is this gateway, and that it is ready";
    case upstream:
      return "the way from the gateway to CARTO";
    case token:
      return "what CARTO says to the token; one call that costs nothing";
    case kubernetes:
      return "a snapshot: Service, events, pods, NetworkPolicies";
    case privatelink:
      return "a snapshot: Private Link Service, its connections, load balancer, subnets";
    case ncc:
      return "a snapshot: network connectivity configuration, its rules and where it is attached";
    case workspace:
      return "a snapshot: workspace, warehouse, connection, grants";
  }
  return "";
}

inline const char* owner_text(atgateway::Owner owner) {
  using enum atgateway::Owner;
  switch (owner) {
    case customer_dns:
      return "who runs your DNS: zones, records, resolvers";
    case cloud_network:
      return "who runs your cloud network: Private Link Service, load balancer, subnets, security groups";
    case cluster:
      return "who runs the Kubernetes cluster: Services, policies, nodes";
    case gateway:
      return "who runs the gateway: its configuration, certificate and image";
    case upstream:
      return "who runs CARTO, or the way from the gateway to it";
    case databricks:
      return "your Databricks account or workspace admin";
    case caller:
      return "who writes the call: connection, SQL, token";
  }
  return "";
}

inline void check_section(std::string& page, const atgateway::CheckInfo& row) {
  page += "\n<a id=\"" + std::string(row.id) + "\"></a>\n\n### " + std::string(row.id) + "\n\n";
  page += "**" + escaped(row.title) + ".** " + std::string(to_text(row.severity)) +
          ", whose: " + std::string(to_text(row.owner));
  if (!row.ref.empty()) page += ", symptom " + std::string(row.ref);
  page += "\n\n- Symptom: " + escaped(row.symptom) + "\n- Cause: " + escaped(row.cause) +
          "\n- Fix: " + escaped(row.fix) + "\n";
  if (!row.explains.empty()) {
    page += "- Can make fail:";
    for (const auto id : row.explains) page += " " + check_link(id);
    page += "\n";
  }
  std::string causes;
  for (const auto& other : atgateway::check_table()) {
    for (const auto id : other.explains) {
      if (id == row.id) causes += " " + check_link(other.id);
    }
  }
  if (!causes.empty()) page += "- Can be explained by a snapshot:" + causes + "\n";
  page += "- Source: " + linked(row.source) + "\n";
}

inline void meanings_table(std::string& page) {
  page +=
      "\n| code | answered by | whose | symptom | comes back like | means | do | source |\n"
      "|---|---|---|---|---|---|---|---|\n";
  for (const auto& row : atgateway::http_request_meanings()) {
    page += "| " + code_span(row.code) + " | " + std::string(to_text(row.by)) + " | " +
            std::string(to_text(row.owner)) + " | " + std::string(row.ref) + " | " + code_span(row.example) + " | " +
            escaped(row.meaning, true) + " | " + escaped(row.next_action, true) + " | " + linked(row.source, true) +
            " |\n";
  }
}

inline std::string diagnostics_page() {
  using namespace atgateway;
  std::string page =
      "# Diagnostics\n\n"
      "What `atgateway doctor` looks at, one section a check, and what a result of `http_request()` means. How to use "
      "it is\n"
      "in [doctor.md](doctor.md). This page is made from the same tables as the reports (`./dev docs`; a test compares "
      "them).\n\n"
      "A check that does not hold fails when its severity is error, and warns when it is less. `K07` is a row of the "
      "symptom\n"
      "table; reports carry it as `ref`. What a failure blocks is skipped, and says by which check.\n\n"
      "## Layers\n\n| layer | looks at | checks |\n|---|---|---|\n";
  for (int i = 0; i <= static_cast<int>(Layer::workspace); ++i) {
    const auto layer = static_cast<Layer>(i);
    page += "| " + std::string(to_text(layer)) + " | " + layer_text(layer) + " |";
    for (const auto& row : check_table()) {
      if (row.layer == layer) page += " " + check_link(row.id);
    }
    page += " |\n";
  }
  page += "\n## Whose it is\n\n| owner | is |\n|---|---|\n";
  for (int i = 0; i <= static_cast<int>(Owner::caller); ++i) {
    const auto owner = static_cast<Owner>(i);
    page += "| " + std::string(to_text(owner)) + " | " + owner_text(owner) + " |\n";
  }
  page += "\n## Checks\n";
  for (const auto& row : check_table()) check_section(page, row);
  page +=
      "\n## What a result of http_request() means\n\n"
      "`http_request()` gives `status_code` and `text`, and it depends on the text who is speaking: a statement can "
      "succeed\n"
      "and its `text` be a refusal by Databricks. `classify_http_request` (C++, Python) tries these from top to "
      "bottom. For\n"
      "`gateway-error` and `carto-error` its code is the one of [errors.md](errors.md). Where the source says "
      "unverified, "
      "the\ntext is recognised by its words, and the answer says *seems*.\n";
  meanings_table(page);
  return page;
}

}  // namespace support
