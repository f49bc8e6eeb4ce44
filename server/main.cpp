// atgateway: reads the command line, runs one subcommand.
#include "commands.hpp"
#include "exit_codes.hpp"
#include "usage.hpp"

#include <cstdio>
#include <exception>

int main(int argc, char** argv) {
  try {
    CLI::App app{
        "atgateway: a gateway between data warehouses and CARTO's Location Data Services.\n"
        "It takes the warehouse's call, lifts the token out of the body, calls CARTO, and answers in the warehouse's "
        "own language.",
        "atgateway"};
    app.require_subcommand(1);
    app.footer(
        "Examples:\n"
        "  atgateway sandbox                                   a free emulation of CARTO's API on this machine\n"
        "  atgateway serve --upstream sandbox: --tls-mode off  a gateway to try, on 127.0.0.1:8443\n"
        "  atgateway serve --config gateway.json               a gateway to use\n"
        "  atgateway call geocode --row '[\"Madrid, Spain\"]' --upstream sandbox:\n"
        "  atgateway doctor --target https://carto-atg.example.com   which hop is broken, whose it is, what to type\n"
        "\n"
        "Exit codes: 0 fine, 1 something failed, 64 usage, 70 internal, 78 configuration; the doctor's: doctor --help.");
    server::Run run;
    server::add_serve(app, run);
    server::add_sandbox(app, run);
    server::add_call(app, run);
    server::add_lambda(app, run);
    server::add_doctor(app, run);
    server::add_config(app, run);
    server::add_rpc(app, run);
    server::add_version(app, run);
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return server::explain_parse_error(app, error, argc, argv);
    }
    return run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "atgateway: internal error: %s\n", error.what());
    return server::exit_internal;
  }
}
