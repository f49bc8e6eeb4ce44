#include "log.hpp"

#include <atgateway/log_format.hpp>

#include <unistd.h>

#include <string>

namespace server {
namespace {

using atgateway::Event;
using atgateway::LogConfig;

void write_line(std::string line) {
  line += '\n';
  // One write a line: lines of several threads do not mix. What the descriptor refuses is lost.
  const auto written = ::write(STDERR_FILENO, line.data(), line.size());
  (void)written;
}

Event::Level least(LogConfig::Level level) {
  switch (level) {
    case LogConfig::Level::debug:
      return Event::Level::debug;
    case LogConfig::Level::info:
      return Event::Level::info;
    case LogConfig::Level::warn:
      return Event::Level::warn;
    case LogConfig::Level::error:
      return Event::Level::error;
  }
  return Event::Level::info;
}

Event::Level level_of(const atgateway::AccessRecord& record) {
  if (record.status >= 500) return Event::Level::error;
  return record.status >= 400 ? Event::Level::warn : Event::Level::info;
}

}  // namespace

atgateway::Sinks log_to_stderr(const LogConfig& config) {
  const auto from = least(config.level);
  const bool json = config.format == LogConfig::Format::json;
  atgateway::Sinks sinks;
  sinks.access = [from, json](const atgateway::AccessRecord& record) {
    if (level_of(record) < from) return;
    write_line(json ? to_json_line(record) : to_text_line(record));
  };
  sinks.event = [from, json](const Event& event) {
    if (event.level < from) return;
    write_line(json ? to_json_line(event) : to_text_line(event));
  };
  return sinks;
}

}  // namespace server
