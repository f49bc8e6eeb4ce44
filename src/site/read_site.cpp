// From a site file's text to a Site, or to the first thing that is wrong with it, where it stands, and how to mend it.
#include "base/ascii.hpp"
#include "base/suggest.hpp"
#include "json/document.hpp"
#include "json/pointer.hpp"
#include "site/table.hpp"

#include <algorithm>
#include <charconv>

namespace atgateway::inline v0_1 {
namespace {

using site::Key;
using site::Place;
using site::Rule;

constexpr json::Limits limits{.depth = 8, .tokens = 20'000};
constexpr std::size_t longest_file = std::size_t{1024} * 1024;
constexpr std::size_t longest_list = 100;  // what Azure takes for visibility and auto-approval

Error fail(std::string pointer, std::string_view what, std::string hint) {
  std::string spoken;
  for (const char c : pointer) {
    if (c != '/')
      spoken += c;
    else if (!spoken.empty())
      spoken += '.';
  }
  std::string detail = spoken.empty() ? "The site file " : spoken + " ";
  return Error(Errc::bad_config, detail.append(what).append("."), std::move(pointer)).with_hint(std::move(hint));
}

// What an unknown key is called in the pointer: bounded, on one line.
std::string shown(std::string_view name) {
  std::string out(name.substr(0, 64));
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7f) c = '?';
  }
  return out;
}

bool holds_any(std::string_view name, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return name.find(word) != std::string_view::npos; });
}

Error unknown(std::string_view section, std::string_view name) {
  std::string pointer;
  if (!section.empty()) json::append_pointer(pointer, section);
  json::append_pointer(pointer, shown(name));
  std::vector<std::string_view> here;
  std::string elsewhere;
  for (const Key& key : site::keys()) {
    if (key.section == section)
      here.push_back(key.name);
    else if (key.name == name)
      elsewhere = key.section.empty() ? "the top of the file" : "\"" + std::string(key.section) + "\"";
  }
  if (section.empty()) here.insert(here.end(), site::sections().begin(), site::sections().end());
  std::string hint;
  if (const auto near = base::nearest(name, here); !near.empty()) {
    hint = "Did you mean \"" + std::string(near) + "\"?";
  } else if (!elsewhere.empty()) {
    hint = "It belongs to " + elsewhere + ".";
  } else if (holds_any(name, {"token", "password", "secret", "credential"})) {
    hint = "No secret stands in this file: name its scope and key in \"databricks\".";
  } else {
    for (const auto key : here) hint.append(hint.empty() ? "The keys here are " : ", ").append(key);
    hint += ".";
  }
  return fail(std::move(pointer), "is not a key of the site file", std::move(hint));
}

Result<std::string> judged(Rule rule, std::string_view given, const std::string& pointer) {
  std::string text(base::trim(given));
  if (auto complaint = site::judge(rule, text)) {
    return fail(pointer, "must be " + complaint->must_be, std::move(complaint->hint));
  }
  return text;
}

Result<void> wrong_kind(const Key& key, const std::string& pointer, std::string hint) {
  return fail(pointer, "must be " + std::string(site::wanted(key.rule)), std::move(hint));
}

struct Storing {
  const Key& key;
  const std::string& pointer;
  const json::Value& value;

  Result<void> operator()(std::string* out) const {
    // A workspace's number may be written as one.
    const bool number = key.rule == Rule::workspace_id && value.is(json::Kind::number);
    if (!value.is(json::Kind::string) && !number) return wrong_kind(key, pointer, "Write it in quotes.");
    if (value.text().empty()) return {};  // not decided
    auto text = judged(key.rule, value.text(), pointer);
    if (!text) return text.error();
    *out = std::move(*text);
    return {};
  }

  Result<void> operator()(std::vector<std::string>* out) const {
    if (!value.is(json::Kind::array)) return fail(pointer, "must be a list", "Write it in brackets: [ \"…\" ].");
    if (value.size() > longest_list) return fail(pointer, "must have at most 100 items", "Shorten the list.");
    std::size_t index = 0;
    for (const auto item : value.elements()) {
      std::string here = pointer;
      json::append_pointer(here, index++);
      if (!item.is(json::Kind::string)) return wrong_kind(key, here, "Write it in quotes.");
      auto text = judged(key.rule, item.text(), here);
      if (!text) return text.error();
      out->push_back(std::move(*text));
    }
    return {};
  }

  Result<void> operator()(bool* out) const {
    if (!value.is(json::Kind::boolean)) return wrong_kind(key, pointer, "Write true or false, without quotes.");
    *out = value.as_bool();
    return {};
  }

  Result<void> operator()(std::uint16_t* out) const {
    if (!value.is(json::Kind::number)) return wrong_kind(key, pointer, "Write a number, without quotes.");
    auto text = judged(key.rule, value.text(), pointer);
    if (!text) return text.error();
    std::from_chars(text->data(), text->data() + text->size(), *out);
    return {};
  }
};

Result<void> read_object(Site& out, std::string_view section, const json::Value& object) {
  std::vector<std::string_view> seen;
  for (const auto [name, value] : object.members()) {
    std::string pointer;
    if (!section.empty()) json::append_pointer(pointer, section);
    json::append_pointer(pointer, name);
    const bool is_section = section.empty() && std::ranges::find(site::sections(), name) != site::sections().end();
    const bool is_schema = section.empty() && name == "$schema";
    const auto all = site::keys();
    const auto key = std::ranges::find_if(
        all, [&, wanted = name](const Key& row) { return row.section == section && row.name == wanted; });
    if (!is_section && !is_schema && key == all.end()) return unknown(section, name);
    if (std::ranges::find(seen, name) != seen.end()) return fail(pointer, "is written twice", "Keep one of them.");
    seen.push_back(name);
    if (is_schema || value.is_null()) continue;
    Result<void> read;
    if (!is_section) {
      read = std::visit(Storing{*key, pointer, value}, key->place(out));
    } else if (!value.is(json::Kind::object)) {
      read = fail(pointer, "must be an object", "Write it in braces, { … }.");
    } else {
      read = read_object(out, name, value);
    }
    if (!read) return read;
  }
  return {};
}

// What no single value can show.
Result<void> judge_together(const Site& site) {
  const auto& visibility = site.azure.visibility;
  const bool everybody = std::ranges::find(visibility, "*") != visibility.end();
  if (everybody && visibility.size() > 1) {
    return fail("/azure/visibility", "must be [\"*\"] alone, or subscriptions",
                "Beside \"*\" every other entry is ignored by Azure: keep one or the other.");
  }
  for (std::size_t i = 0; !everybody && i < site.azure.auto_approval.size(); ++i) {
    const bool visible = std::any_of(visibility.begin(), visibility.end(), [&](const std::string& each) {
      return base::equal_without_case(each, site.azure.auto_approval[i]);
    });
    if (visible) continue;
    return fail("/azure/auto_approval/" + std::to_string(i), "must stand in azure.visibility too",
                "Azure approves only what is visible: add the subscription to \"visibility\".");
  }
  constexpr std::string_view prefix = "https://adb-";
  std::string_view url = site.databricks.workspace_url;
  if (!site.databricks.workspace_id.empty() && url.starts_with(prefix)) {
    url.remove_prefix(prefix.size());
    if (url.substr(0, url.find('.')) != site.databricks.workspace_id) {
      return fail("/databricks/workspace_url", "must be the address of databricks.workspace_id",
                  "The number behind adb- is the workspace's: correct one of the two.");
    }
  }
  return {};
}

Error not_json(const Error& error, std::string_view text) {
  auto why = error.detail();
  std::string place;
  std::size_t offset = 0;
  constexpr std::string_view mark = "byte ";
  const auto colon = why.find(": ");
  if (why.starts_with(mark) && colon != std::string_view::npos &&
      std::from_chars(why.data() + mark.size(), why.data() + colon, offset).ec == std::errc()) {
    why.remove_prefix(colon + 2);
    const auto before = text.substr(0, std::min(offset, text.size()));
    place = " at line " + std::to_string(std::count(before.begin(), before.end(), '\n') + 1);
  }
  if (why.ends_with('.')) why.remove_suffix(1);
  return fail(
      "", "cannot be read as JSON" + place + ": " + std::string(why),
      "Look at that place and just before it: a comma, quote, brace or bracket is missing or too many. Comments "
      "may be // or /* */.");
}

}  // namespace

Result<Site> read_site(std::string text) {
  if (text.size() > longest_file) return fail("", "must be at most 1 MiB", "Is this the right file?");
  // The document takes the bytes; what is said about them needs their lines.
  auto document = json::Document::parse_with_comments(text, limits);
  if (!document) return not_json(document.error(), text);
  if (!document->root().is(json::Kind::object)) {
    return fail("", "must be one JSON object", "Begin it with { and end it with }.");
  }
  Site out;
  if (auto read = read_object(out, {}, document->root()); !read) return read.error();
  if (auto judged = judge_together(out); !judged) return judged.error();
  return out;
}

}  // namespace atgateway::inline v0_1
