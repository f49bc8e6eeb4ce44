// The JSON Schema of a site file, for editors. It says a little less than the reader, which has the last word.
#include "json/writer.hpp"
#include "site/table.hpp"

namespace atgateway::inline v0_1 {
namespace {

using site::Key;
using site::Rule;

struct TypeWriter {
  json::Writer& out;
  const Key& key;

  void text() const {
    if (key.rule == Rule::workspace_id) {
      out.key("type").begin_array().string("string").string("integer").string("null").end_array();
    } else {
      out.key("type").begin_array().string("string").string("null").end_array();
    }
    if (const auto pattern = site::pattern(key.rule); !pattern.empty()) {
      out.key("anyOf").begin_array();
      out.begin_object().member("pattern", pattern).end_object();
      out.begin_object().member("maxLength", 0).end_object().end_array();
    }
  }
  void operator()(const std::string*) const { text(); }
  void operator()(const std::vector<std::string>*) const {
    out.key("type").begin_array().string("array").string("null").end_array().member("maxItems", 100);
    out.key("items").begin_object().member("type", "string").member("pattern", site::pattern(key.rule)).end_object();
  }
  void operator()(const bool*) const { out.key("type").begin_array().string("boolean").string("null").end_array(); }
  void operator()(const std::uint16_t*) const {
    out.key("type").begin_array().string("integer").string("null").end_array();
    out.member("minimum", 1).member("maximum", 65535);
  }
};

void write_keys(json::Writer& out, std::string_view section) {
  Site defaults;
  for (const Key& key : site::keys()) {
    if (key.section != section) continue;
    out.key(key.name).begin_object().member("description", key.says);
    std::visit(TypeWriter{out, key}, key.place(defaults));
    out.key("examples").begin_array().raw(key.example).end_array().end_object();
  }
}

}  // namespace

std::string site_schema() {
  std::string text;
  json::Writer out(text);
  out.begin_object().member("$schema", "https://json-schema.org/draft/2020-12/schema");
  out.member("title", "atgateway site file").member("type", "object").member("additionalProperties", false);
  out.key("properties").begin_object().key("$schema").begin_object().member("type", "string").end_object();
  write_keys(out, {});
  for (const auto section : site::sections()) {
    out.key(section).begin_object().key("type").begin_array().string("object").string("null").end_array();
    out.member("additionalProperties", false).key("properties").begin_object();
    write_keys(out, section);
    out.end_object().end_object();
  }
  out.end_object().end_object();
  return text + "\n";
}

}  // namespace atgateway::inline v0_1
