// doctor: which hop of the path to a gateway is broken, whose it is, and what to type.
#include "commands.hpp"
#include "doctor_flags.hpp"
#include "exit_codes.hpp"
#include "harden.hpp"
#include "read_token.hpp"
#include "signals.hpp"
#include "terminal.hpp"

#include <atgateway/diagnostics.hpp>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <exception>
#include <fstream>
#include <set>
#include <string>
#include <thread>

#include <unistd.h>

namespace server {
namespace {

using namespace atgateway;

int refuse(std::string_view what, std::string_view hint = {}) {
  std::fprintf(stderr, "atgateway doctor: %.*s\n", static_cast<int>(what.size()), what.data());
  if (!hint.empty()) std::fprintf(stderr, "  %.*s\n", static_cast<int>(hint.size()), hint.data());
  std::fputs("Try 'atgateway doctor --help'.\n", stderr);
  return exit_usage;
}

int refuse(const Error& error, std::string_view what = {}) {
  std::string text(what);
  if (!error.field().empty()) text += (text.empty() ? "" : " ") + std::string(error.field());
  text += (text.empty() ? "" : ": ") + std::string(error.detail());
  return refuse(text, error.hint());
}

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

/// Everything of a file, unless it is larger than any report.
std::optional<std::string> read_file(const std::string& path) {
  constexpr std::size_t most = (std::size_t{16} << 20) + 1;
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  std::string text;
  char block[65536];
  while (text.size() < most && (in.read(block, sizeof block), in.gcount() > 0)) {
    text.append(block, static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) return std::nullopt;
  return text;
}

int print_table() {
  std::string out;
  std::optional<Layer> last;
  for (const auto& row : check_table()) {
    if (row.layer != last) out += (last ? "\n" : "") + std::string(to_text(row.layer)) + "\n";
    last = row.layer;
    char line[160];
    std::snprintf(line, sizeof line, "  %-34.*s %-14.*s %-8.*s ", static_cast<int>(row.id.size()), row.id.data(),
                  static_cast<int>(to_text(row.owner).size()), to_text(row.owner).data(),
                  static_cast<int>(to_text(row.severity).size()), to_text(row.severity).data());
    out += line + std::string(row.title);
    if (!row.ref.empty()) out += " (" + std::string(row.ref) + ")";
    out += '\n';
  }
  print(out);
  return exit_fine;
}

/// One check as a line of JSON: the first line of a report that has no other.
std::string json_line(const Check& check) {
  Report alone;
  alone.checks.push_back(check);
  auto text = render(alone, ReportFormat::json_lines);
  text.resize(text.find('\n') + 1);
  return text;
}

struct Ended {
  std::optional<Result<Report>> report;
  int signal = 0;  ///< that ended it early
};

/// Diagnoses on a thread of its own, so that a signal ends it at once with what is known; the next one ends everything.
Ended run_until_signal(const DiagnoseOptions& options, milliseconds deadline, const CheckObserver& observer,
                       Progress& progress) {
  const Signals signals;
  Ended ended;
  std::exception_ptr trouble;
  std::atomic<bool> done{false};
  std::jthread work([&](const std::stop_token& stop) {
    try {
      ended.report.emplace(diagnose(options, {Deadline::after(deadline), stop}, observer));
    } catch (...) {
      trouble = std::current_exception();
    }
    done = true;
    ::kill(::getpid(), SIGHUP);  // wakes the wait below; harmless where it comes late, for it stays blocked
  });
  while (!done) {
    const int signal = signals.wait(std::chrono::hours(24));
    if (signal == 0 || done) continue;
    if (ended.signal != 0) {
      progress.clear();
      ::_exit(128 + signal);
    }
    ended.signal = signal;
    work.request_stop();
  }
  work.join();
  if (trouble) std::rethrow_exception(trouble);
  return ended;
}

/// What was streamed already is not said again.
void print_report(const Report& report, ReportFormat format, const RenderOptions& options,
                  const std::set<std::string>& streamed) {
  if (format != ReportFormat::json_lines) return print(render(report, format, options));
  Report rest = report;
  std::erase_if(rest.checks, [&](const Check& check) { return streamed.contains(check.id); });
  print(render(rest, format, options));
}

int diagnose_and_print(const DoctorFlags& flags) {
  DiagnoseOptions options;
  if (const auto wrong = read_options(flags, options)) return refuse(wrong->what, wrong->hint);
  if (!flags.replay.empty()) {
    auto text = read_file(flags.replay);
    if (!text) return refuse("--replay: the file cannot be read");
    options.replay = std::move(*text);
  }
  std::optional<Report> baseline;
  if (!flags.baseline.empty()) {
    auto text = read_file(flags.baseline);
    if (!text) return refuse("--baseline: the file cannot be read");
    auto read = read_report(std::move(*text));
    if (!read) return refuse(read.error(), "--baseline:");
    baseline = std::move(*read);
  }
  harden(false);
  auto token = read_token(flags.token_file);
  if (!token) return refuse("--token-file: the file cannot be read");
  options.token = std::move(*token);

  const auto format = *report_format_from(flags.format);
  const bool streams = format == ReportFormat::json_lines;
  Progress progress(!(streams && output_is_terminal()));
  std::set<std::string> streamed;
  std::size_t count = 0;
  const auto observer = [&](const Check& check) {
    progress.show(std::string(to_text(check.layer)) + ": " + check.id + " (" + std::to_string(++count) + " done)");
    if (!streams) return;
    print(json_line(check));
    streamed.insert(check.id);
  };
  progress.show("looking …");
  const auto ended = run_until_signal(options, *read_duration(flags.deadline), observer, progress);
  progress.clear();
  if (!ended.report->ok()) return refuse(ended.report->error());
  const auto& report = ended.report->value();
  RenderOptions looks;
  looks.colour = wants_colour(flags.color == "always"  ? Colour::always
                              : flags.color == "never" ? Colour::never
                                                       : Colour::automatic);
  looks.width = terminal_width();
  looks.ascii = !speaks_utf8();
  looks.all_checks = flags.all;
  looks.baseline = baseline ? &*baseline : nullptr;
  print_report(report, format, looks, streamed);
  return ended.signal != 0 ? 128 + ended.signal : exit_code(report, flags.strict);
}

int doctor(const DoctorFlags& flags) {
  if (flags.list) return print_table();
  if (flags.snapshot_commands) {
    const auto script = atgateway::snapshot_commands(flags.site);
    if (!script) return refuse(script.error());
    print(*script);
    return exit_fine;
  }
  return diagnose_and_print(flags);
}

}  // namespace

void add_doctor(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand("doctor", "Say which hop of the path to a gateway is broken, and what to type");
  const auto flags = add_doctor_flags(*command);
  command->callback([flags, &run] { run = [flags] { return doctor(*flags); }; });
}

}  // namespace server
