// The doctor's command line, and what it means.
#pragma once

#include <CLI/CLI.hpp>

#include <atgateway/diagnostics.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace server {

struct DoctorFlags {
  std::string target, profile, vantage, api_base_url, token_file, ca, snapshot, site, replay, baseline;
  std::vector<std::string> expect_address, nameservers, only;
  std::string format = "text", color = "auto", deadline = "10s";
  unsigned samples = 1;
  bool list = false, snapshot_commands = false, strict = false, all = false, proxy_header = false;
};

std::shared_ptr<DoctorFlags> add_doctor_flags(CLI::App& command);

struct Misuse {
  std::string what, hint;
};

/// @return what is wrong with them, if anything; files other than the options' own are not read here
[[nodiscard]] std::optional<Misuse> read_options(const DoctorFlags& flags, atgateway::DiagnoseOptions& options);

/// "10s", "500ms", "2m"; a bare number is seconds. From 1 ms to 10 min.
[[nodiscard]] std::optional<atgateway::milliseconds> read_duration(std::string_view text);

}  // namespace server
