// One whole exchange in one readable file.
//
//   One address goes out as one GET.            what the case shows, any number of lines
//   --- config                                  keys of the configuration, one a line: `limits.rows = 5`
//   --- request [gzip|chunked]                  request line, header fields, empty line, body
//   --- upstream sees                           request line, fields ("!Name" = must be absent), empty line, body
//   --- upstream answers                        status, or "close", "reset", "garbage", "silence"; fields; body
//   --- reply                                   status, fields, empty line, body
//
// "upstream sees" and "upstream answers" come in pairs, as many as there are calls; without them nothing may be sent.
// "request" and "reply" come in pairs too: a case of several goes on with the same gateway, one after the other.
// Host and Content-Length of the request are written by the runner unless they are given. Bodies are JSON unless the
// reply says otherwise: they are compared byte by byte once blanks between the tokens are gone, and "*" stands for any
// string; a body that is only * is any body. A field's value "*" stands for any value. {upstream} is the upstream's
// base URL without a path. A packed reply is compared unpacked, and a Content-MD5 has to be right.
#pragma once

#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace atgateway::test {

/// First line, fields and body, as they stand in a section.
struct CaseMessage {
  std::string first;
  std::vector<std::pair<std::string, std::string>> fields;  ///< name, value
  std::string body;
};

struct CaseExchange {
  CaseMessage request, reply;
  std::string how;  ///< of the request: "", "gzip" or "chunked"
};

struct Case {
  std::string name;  ///< the file's
  std::vector<std::pair<std::string, std::string>> config;
  std::vector<CaseExchange> exchanges;
  std::vector<CaseMessage> sees, answers;
};

inline std::string_view strip(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const auto first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

inline std::string_view take_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

inline CaseMessage to_message(std::string_view text) {
  CaseMessage message;
  message.first = take_line(text);
  while (!text.empty()) {
    const auto line = take_line(text);
    if (line.empty()) break;
    const auto colon = line.find(':');
    const auto value = colon == std::string_view::npos ? std::string_view() : strip(line.substr(colon + 1));
    message.fields.emplace_back(line.substr(0, colon), value);
  }
  message.body = strip(text);
  return message;
}

inline void take_section(Case& made, std::string_view title, std::string_view text) {
  if (title == "config") {
    while (!text.empty()) {
      const auto line = take_line(text);
      const auto equals = line.find('=');
      if (equals != std::string_view::npos) {
        made.config.emplace_back(strip(line.substr(0, equals)), strip(line.substr(equals + 1)));
      }
    }
  } else if (title.substr(0, 7) == "request") {
    made.exchanges.push_back({to_message(text), {}, std::string(strip(title.substr(7)))});
  } else if (title == "upstream sees") {
    made.sees.push_back(to_message(text));
  } else if (title == "upstream answers") {
    made.answers.push_back(to_message(text));
  } else if (title == "reply" && !made.exchanges.empty()) {
    made.exchanges.back().reply = to_message(text);
  } else {
    throw std::runtime_error(made.name + ": no section is called " + std::string(title));
  }
}

inline Case read_case(const std::string& file, std::string name) {
  std::ifstream in(file, std::ios::binary);
  const std::string whole((std::istreambuf_iterator<char>(in)), {});
  constexpr std::string_view mark = "\n--- ";
  Case made;
  made.name = std::move(name);
  auto at = whole.find(mark);
  while (at != std::string::npos) {
    const auto next = whole.find(mark, at + 1);
    std::string_view section(whole);
    section = section.substr(at + mark.size(), next == std::string::npos ? next : next - at - mark.size());
    const auto title = strip(take_line(section));
    take_section(made, title, section);
    at = next;
  }
  bool complete = !made.exchanges.empty() && made.sees.size() == made.answers.size();
  for (const auto& each : made.exchanges) {
    complete = complete && !each.request.first.empty() && !each.reply.first.empty();
  }
  if (!complete) throw std::runtime_error(made.name + ": a section is missing");
  return made;
}

}  // namespace atgateway::test
