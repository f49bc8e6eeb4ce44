#include "report/compact.hpp"

#include "json/utf8.hpp"
#include "json/writer.hpp"
#include "report/visible.hpp"

#include <cstdio>
#include <utility>

namespace atgateway::report {
namespace {

// Recursion: a Document is at most 64 deep.
void write(std::string& out, json::Value value, std::string_view comma, std::string_view colon) {
  bool first = true;
  switch (value.kind()) {
    case json::Kind::null:
      out += "null";
      break;
    case json::Kind::boolean:
      out += value.as_bool() ? "true" : "false";
      break;
    case json::Kind::number:
      out += value.text();
      break;
    case json::Kind::string:
      json::append_string(out, value.text());
      break;
    case json::Kind::array:
      out += '[';
      for (const auto each : value.elements()) {
        if (!std::exchange(first, false)) out += comma;
        write(out, each, comma, colon);
      }
      out += ']';
      break;
    case json::Kind::object:
      out += '{';
      for (const auto& member : value.members()) {
        if (!std::exchange(first, false)) out += comma;
        json::append_string(out, member.name);
        out += colon;
        write(out, member.value, comma, colon);
      }
      out += '}';
      break;
  }
}

void write_indented(std::string& out, json::Value value, std::size_t depth) {
  const bool array = value.is(json::Kind::array), object = value.is(json::Kind::object);
  if ((!array && !object) || value.size() == 0) return write(out, value, ",", ":");
  bool first = true;
  const auto item = [&] {
    if (!std::exchange(first, false)) out += ',';
    out += '\n';
    out.append(2 * (depth + 1), ' ');
  };
  out += array ? '[' : '{';
  for (const auto each : value.elements()) {
    item();
    write_indented(out, each, depth + 1);
  }
  for (const auto& member : value.members()) {
    item();
    json::append_string(out, member.name);
    out += ": ";
    write_indented(out, member.value, depth + 1);
  }
  out += '\n';
  out.append(2 * depth, ' ');
  out += array ? ']' : '}';
}

void append_escape(std::string& out, std::uint32_t unit) {
  char text[8];
  std::snprintf(text, sizeof text, "\\u%04x", unit & 0xFFFFU);
  out += text;
}

}  // namespace

std::string compact(json::Value value) {
  std::string text;
  write(text, value, ",", ":");
  return with_hidden_escaped(std::move(text));
}

std::string spaced(json::Value value) {
  std::string text;
  write(text, value, ", ", ": ");
  return with_hidden_escaped(std::move(text));
}

std::string indented(json::Value value) {
  std::string text;
  write_indented(text, value, 0);
  return with_hidden_escaped(std::move(text));
}

std::string compact_evidence(std::string_view evidence) {
  if (evidence == "{}" || evidence.empty()) return "{}";
  const auto document = json::Document::parse(std::string(evidence));
  return document && document->root().is(json::Kind::object) ? compact(document->root()) : "{}";
}

std::string with_hidden_escaped(std::string json) {
  // Nearly always there is nothing to do.
  std::string out;
  std::size_t copied = 0, at = 0;
  const std::string_view text = json;
  while (at < text.size()) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    const auto step = json::utf8_step(text.substr(at));
    const auto point = step.valid ? code_point_of(text.substr(at, step.bytes)) : 0;
    if (step.valid && is_hidden(point)) {
      out.append(text, copied, at - copied);
      if (point > 0xFFFF) {
        append_escape(out, 0xD800 + ((point - 0x10000) >> 10));
        append_escape(out, 0xDC00 + ((point - 0x10000) & 0x3FF));
      } else {
        append_escape(out, point);
      }
      copied = at + step.bytes;
    }
    at += step.bytes;
  }
  if (copied == 0) return json;
  out.append(text, copied, text.size() - copied);
  return out;
}

}  // namespace atgateway::report
