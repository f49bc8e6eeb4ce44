#include "config/assign.hpp"
#include "config/indented.hpp"
#include "config/table.hpp"

#include <atgateway/config.hpp>

namespace atgateway::config {
namespace {

struct SchemaWriter {
  Indented& out;

  void write_words(const Key& key) {
    out.key("enum").raw("[");
    for (std::size_t i = 0; i < key.allowed.size(); ++i) {
      if (i > 0) out.raw(", ");
      out.string(key.allowed[i]);
    }
    out.raw(key.nullable ? ", null]" : "]");
  }

  void write_range(std::uint64_t minimum, std::uint64_t maximum) {
    out.key("type").string("integer");
    out.key("minimum").number(minimum);
    out.key("maximum").number(maximum);
  }

  void write_value(const Key& key) {
    switch (key.access.type) {
      case Type::boolean:
        out.key("type").string("boolean");
        break;
      case Type::integer:
        write_range(key.minimum, key.maximum);
        break;
      case Type::choice:
        write_words(key);
        break;
      case Type::text:
        if (!key.allowed.empty()) {
          write_words(key);
          break;
        }
        out.key("type").raw(key.nullable ? R"(["string", "null"])" : R"("string")");
        out.key("minLength").number(1);
        break;
      case Type::text_list:
      case Type::integer_list:
        out.key("type").string("array");
        if (key.access.type == Type::text_list) out.key("maxItems").number(key.maximum);
        out.key("items").open('{');
        if (key.access.type == Type::integer_list) {
          write_range(0, 4294967295);
        } else {
          out.key("type").string("string");
          out.key("minLength").number(1);
        }
        out.close('}');
        break;
      case Type::section:
      case Type::list:
        break;
    }
  }

  void write_key(const Shape& shape, const Key& key) {
    out.key(key.name).open('{');
    out.key("description").string(key.description);
    if (key.access.type == Type::section) {
      write_object(*key.shape);
    } else if (key.access.type == Type::list) {
      out.key("type").string("array");
      out.key("maxItems").number(key.maximum);
      if (key.minimum > 0) out.key("minItems").number(key.minimum);
      out.key("items").open('{');
      write_object(*key.shape);
      out.close('}');
    } else {
      write_value(key);
      if (!key.required) out.key("default").raw(as_json(to_given(key, default_of(shape, key))));
    }
    out.close('}');
  }

  void write_object(const Shape& shape) {
    out.key("type").string("object");
    out.key("additionalProperties").raw("false");
    std::string required;
    for (const auto& key : shape.keys) {
      if (!key.required) continue;
      required += required.empty() ? "" : ", ";
      json::append_string(required, key.name);
    }
    if (!required.empty()) out.key("required").raw("[" + required + "]");
    out.key("properties").open('{');
    for (const auto& key : shape.keys) write_key(shape, key);
    out.close('}');
  }

  /// The two ways of writing the listeners exclude each other.
  void write_forms() {
    out.key("not").open('{');
    for (const auto form : {Form::full, Form::brief}) {
      if (form == Form::full) {
        out.key("required").raw("[");
      } else {
        out.key("anyOf").open('[');
      }
      for (const auto& key : root_shape().keys) {
        if (key.form != form) continue;
        if (form == Form::full) {
          out.string(key.name);
        } else {
          out.item().raw("{\"required\": [\"" + std::string(key.name) + "\"]}");
        }
      }
      if (form == Form::full) {
        out.raw("]");
      } else {
        out.close(']');
      }
    }
    out.close('}');
  }
};

}  // namespace
}  // namespace atgateway::config

namespace atgateway::inline v0_1 {

std::string config_schema() {
  std::string text;
  config::Indented out(text);
  config::SchemaWriter writer{out};
  out.open('{');
  out.key("$schema").string("https://json-schema.org/draft/2020-12/schema");
  out.key("title").string("Configuration of atgateway");
  out.key("description").string("Comments, // and /* */, are allowed in the file.");
  writer.write_object(config::root_shape());
  writer.write_forms();
  out.close('}');
  out.end();
  return text;
}

}  // namespace atgateway::inline v0_1
