// Exit codes, the same for every subcommand.
#pragma once

namespace server {

enum ExitCode : int {
  exit_fine = 0,
  exit_findings = 1,
  exit_usage = 64,
  exit_internal = 70,
  exit_configuration = 78,
};

}  // namespace server
