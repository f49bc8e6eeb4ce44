#include "service/options_text.hpp"

#include "base/percent.hpp"
#include "json/writer.hpp"
#include "service/query.hpp"

#include <algorithm>
#include <vector>

namespace atgateway::service {
namespace {

std::vector<json::Member> sorted_members(const json::Value& object) {
  std::vector<json::Member> members;
  members.reserve(object.size());
  for (const auto member : object.members()) members.push_back(member);
  std::stable_sort(members.begin(), members.end(),
                   [](const json::Member& a, const json::Member& b) { return a.name < b.name; });
  return members;
}

}  // namespace

void append_canonical(std::string& out, const json::Value& value) {
  switch (value.kind()) {
    case json::Kind::null:
      out += "null";
      return;
    case json::Kind::boolean:
      out += value.as_bool() ? "true" : "false";
      return;
    case json::Kind::number:
      out += value.text();
      return;
    case json::Kind::string:
      json::append_string(out, value.text());
      return;
    case json::Kind::array: {
      char before = '[';
      for (const auto item : value.elements()) {
        out += before;
        append_canonical(out, item);
        before = ',';
      }
      out += before == '[' ? "[]" : "]";
      return;
    }
    case json::Kind::object: {
      char before = '{';
      for (const auto& [name, item] : sorted_members(value)) {
        out += before;
        json::append_string(out, name);
        out += ':';
        append_canonical(out, item);
        before = ',';
      }
      out += before == '{' ? "{}" : "}";
      return;
    }
  }
}

OptionsText read_options(const json::Value& object) {
  OptionsText options;
  std::string text;
  for (const auto& [name, value] : sorted_members(object)) {
    text.clear();
    if (name == "language") {
      append_canonical(text, value);
      options.language.clear();
      base::append_percent_encoded(options.language, text);
      continue;
    }
    if (!options.others.empty()) text += ',';
    json::append_string(text, name);
    text += ':';
    append_canonical(text, value);
    base::append_percent_encoded(options.others, text);
  }
  return options;
}

void append_options(std::string& query, const OptionsText& options, std::string_view language) {
  if (options.empty() && language.empty()) return;
  append_parameter(query, "options", "{");
  if (!language.empty() || !options.language.empty()) {
    base::append_percent_encoded(query, "\"language\":");
    if (language.empty()) {
      query += options.language;
    } else {
      std::string text;
      json::append_string(text, language);
      base::append_percent_encoded(query, text);
    }
    if (!options.others.empty()) base::append_percent_encoded(query, ",");
  }
  query += options.others;
  base::append_percent_encoded(query, "}");
}

}  // namespace atgateway::service
