// The subcommands. Each adds itself to the command line, and sets `run` when it is the one that was asked for.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>

namespace server {

using Run = std::function<int()>;

void add_serve(CLI::App& app, Run& run);
void add_sandbox(CLI::App& app, Run& run);
void add_call(CLI::App& app, Run& run);
void add_lambda(CLI::App& app, Run& run);
void add_doctor(CLI::App& app, Run& run);
void add_config(CLI::App& app, Run& run);
void add_rpc(CLI::App& app, Run& run);
void add_version(CLI::App& app, Run& run);

}  // namespace server
