#include "config/judge.hpp"

#include "config/access.hpp"
#include "config/table.hpp"

#include <algorithm>
#include <optional>

namespace atgateway::config {

Result<void> judge_presence(Reading& reading) {
  std::optional<Error> error;
  visit(root_shape(), &reading.draft, "", [&](const std::string& pointer, const Key& key, const Shape&, void* object) {
    if (error) return;
    const auto setting = key.access.get(object);
    if (key.required && std::holds_alternative<std::monostate>(setting)) {
      const auto item = pointer.substr(0, pointer.rfind('/'));
      error = reading.fail(item, "has no " + std::string(key.name), "Add \"" + std::string(key.name) + "\".");
    }
  });
  return error ? Result<void>(*error) : Result<void>();
}

Result<void> judge_credentials(Reading& reading) {
  const auto& credentials = reading.draft.config.credentials;
  const bool inbound = credentials.authorization == CredentialsConfig::Authorization::inbound_key;
  if (inbound && credentials.inbound_key_files.empty()) {
    return reading.fail("/credentials/inbound_key_files", "is empty, so no key could match",
                        "Name one or two files with a key each, or set credentials.authorization to \"carto-token\".");
  }
  if (!inbound && !credentials.inbound_key_files.empty()) {
    reading.warn("/credentials/inbound_key_files",
                 "has no effect while credentials.authorization is not \"inbound-key\"");
  }
  return {};
}

std::string address_pointer(std::size_t listener, bool full) {
  if (full) return "/listeners/" + std::to_string(listener) + "/address";
  return listener == 0 ? "/listen" : "/probe_listen";
}

std::string section_pointer(std::size_t listener, bool full, std::string_view section) {
  const auto prefix = full ? "/listeners/" + std::to_string(listener) : std::string();
  return prefix + "/" + std::string(section);
}

}  // namespace atgateway::config
