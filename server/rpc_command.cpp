// rpc: the library behind standard input and output.
#include "commands.hpp"
#include "exit_codes.hpp"
#include "harden.hpp"

#include <atgateway/rpc.hpp>

#include <csignal>
#include <cstdio>
#include <string>

namespace server {
namespace {

int rpc() {
  harden(false);
  // A reader that has gone is noticed when writing to it fails.
  std::signal(SIGPIPE, SIG_IGN);
  const auto ended = atgateway::run_rpc();
  if (ended) return exit_fine;
  std::fprintf(stderr, "atgateway rpc: %s\n", std::string(ended.error().detail()).c_str());
  return exit_internal;
}

}  // namespace

void add_rpc(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand("rpc", "Answer requests, a line of JSON each, on standard input and output");
  command->footer(
      "For programs that start atgateway instead of linking it; people have the other subcommands. docs/rpc.md lists\n"
      "the methods. It is between programs of one version: any version may change it.\n"
      "The end of the input ends it, and cancels what is under way. A token belongs into a request, never into the\n"
      "command line.\n"
      "Examples:\n"
      "  echo '{\"id\": 1, \"method\": \"version\"}' | atgateway rpc\n"
      "  (echo '{\"id\": 1, \"method\": \"diagnose\", \"params\": {\"target\": \"https://carto-atg.example.com\"}}'; "
      "sleep 15) |\n"
      "    atgateway rpc\n"
      "Exit code 0 at the end of the input, and when nobody reads the output any more.");
  command->callback([&run] { run = [] { return rpc(); }; });
}

}  // namespace server
