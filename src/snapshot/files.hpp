// The files of a snapshot: name, who can fetch it, and with what.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace atgateway::snapshot {

/// Who has the rights to print it.
enum class Person : std::uint8_t { cluster, azure_network, account_admin, workspace };

struct FileInfo {
  std::string_view name;  ///< in the directory
  Person person;
  std::string_view command;  ///< prints it; names stand as shell variables: "$NAMESPACE", "$SERVICE", "$RG", …
  std::string_view holds;    ///< for people
};

[[nodiscard]] std::span<const FileInfo> files() noexcept;
[[nodiscard]] const FileInfo* find_file(std::string_view name) noexcept;

}  // namespace atgateway::snapshot
