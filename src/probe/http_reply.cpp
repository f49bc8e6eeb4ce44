#include "probe/http_reply.hpp"

#include "probe/dial.hpp"

#include <limits>

namespace atgateway::probe {
namespace {

using Outcome = HttpAnswer::Outcome;
using Step = wire::ReplyReader::Step;

/// The body's bound is kept here, where it cuts; the reader would refuse.
wire::ReplyLimits limits() {
  wire::ReplyLimits limits;
  limits.body_bytes = std::numeric_limits<std::uint64_t>::max();
  return limits;
}

bool replace_all(std::string& text, std::string_view what, std::string_view by) {
  bool any = false;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    std::string before = std::move(text);
    text.assign(before, 0, at).append(by).append(before, at + what.size());
    wipe(before);
    any = true;
  }
  return any;
}

}  // namespace

HttpReplyReader::HttpReplyReader(bool to_head, std::size_t most_body) : reader_(limits()), most_body_(most_body) {
  reader_.restart(to_head);
}

void HttpReplyReader::take(std::string_view bytes) {
  pending_ += bytes;
  std::string_view rest = pending_;
  for (std::size_t consumed = 1; !done_ && consumed > 0;) {
    // Line by line up to the end of the head: what follows it in the same bytes may be refused, and the head still be
    // good.
    const auto line = has_head_ ? rest : rest.substr(0, rest.find('\n') == rest.npos ? rest.npos : rest.find('\n') + 1);
    const Step step = reader_.read(line, consumed);
    rest.remove_prefix(consumed);
    has_head_ = has_head_ || reader_.head_complete();
    complete_ = step == Step::complete;
    refused_ = step == Step::refused;
    too_long_ = has_head_ && reader_.body().size() > most_body_;
    done_ = complete_ || refused_ || too_long_;
  }
  pending_.erase(0, pending_.size() - rest.size());
}

void HttpReplyReader::give_up(End end) {
  if (end == End::ended && !refused_) {
    complete_ = reader_.end() == Step::complete;
    refused_ = !complete_;
  }
  end_ = end;
  done_ = true;
}

void HttpReplyReader::judge_end(HttpAnswer& answer, milliseconds patience) const {
  if (!end_) {
    answer.outcome = Outcome::not_http;
    answer.trouble = "the reply " + std::string(reader_.error().detail());
    return;
  }
  switch (*end_) {
    case End::ended:
    case End::broken:
      answer.outcome = Outcome::closed;
      break;
    case End::reset:
      answer.outcome = Outcome::reset;
      break;
    case End::silence:
      answer.outcome = Outcome::timed_out;
      answer.trouble = reader_.started() ? "the reply's head did not end in time" : silence(patience);
      break;
    case End::time_up:
      answer.outcome = Outcome::cut;
      break;
  }
}

void HttpReplyReader::hand_over(HttpAnswer& answer, milliseconds patience) {
  if (!has_head_) return judge_end(answer, patience);
  answer.outcome = Outcome::answered;
  answer.status = reader_.status();
  answer.headers = reader_.headers();
  answer.body = reader_.take_body();
  if (complete_ && answer.body.size() <= most_body_) return;
  answer.body_cut = true;
  if (answer.body.size() > most_body_) {
    answer.body.resize(most_body_);
    return;
  }
  if (refused_ && !end_) {
    answer.trouble = "the reply " + std::string(reader_.error().detail());
  } else if (end_ == End::reset) {
    answer.trouble = "the server reset the connection in the middle of the body";
  } else if (end_ == End::silence || end_ == End::time_up) {
    answer.trouble = "the body did not end in time";
  } else {
    answer.trouble = "the connection ended in the middle of the body";
  }
}

void hide(const Secret& secret, HttpAnswer& answer) {
  constexpr std::string_view instead = "(the token)";
  constexpr std::size_t shortest = 4;  // anything shorter would be found everywhere
  if (secret.size() < shortest) return;
  replace_all(answer.body, secret.reveal(), instead);
  bool repeated = false;
  for (std::size_t i = 0; i < answer.headers.size(); ++i) {
    repeated = repeated || answer.headers[i].value.find(secret.reveal()) != std::string_view::npos;
  }
  if (!repeated) return;
  Headers clean;
  for (std::size_t i = 0; i < answer.headers.size(); ++i) {
    std::string value(answer.headers[i].value);
    replace_all(value, secret.reveal(), instead);
    clean.add(answer.headers[i].name, value);
  }
  answer.headers.wipe();
  answer.headers = std::move(clean);
}

}  // namespace atgateway::probe
