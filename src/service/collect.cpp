#include "service/collect.hpp"

#include "json/document.hpp"
#include "service/geometry.hpp"
#include "service/recipe.hpp"
#include "service/refusal.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

namespace atgateway::service {
namespace {

using flow::RowResult;
using json::Kind;

// A reply is trusted further than a request: polygons have many numbers. The cap on its bytes holds anyway.
constexpr json::Limits reply_limits{.depth = 256, .tokens = 4000000};

class Collector {
 public:
  Collector(const flow::Batch& batch, const flow::UpstreamCall& call, std::span<RowResult> rows)
      : batch_(batch), call_(call), rows_(rows) {}

  void fail_all(const flow::RowError& failure) {
    for (const auto row : call_.rows) fail(row, failure);
  }

  /// Whatever came back is what the caller asked for.
  void forward(flow::UpstreamReply reply) {
    const auto held = std::make_shared<const std::string>(std::move(reply.body));
    std::string_view raw = *held;
    const auto parsed = json::Document::parse(*held, reply_limits);  // of a copy, and only to see that it is JSON
    if (parsed.ok()) raw = raw.substr(parsed->root().offset(), parsed->root().source().size());
    for (const auto row : call_.rows) {
      auto& result = rows_[row];
      result.status = RowResult::Status::ok;
      result.raw = raw;
      result.held = held;
      result.is_text = !parsed.ok();
      result.upstream_status = reply.status;
    }
  }

  void take(flow::UpstreamReply reply) {
    status_ = reply.status;
    auto parsed = json::Document::parse(std::move(reply.body), reply_limits);
    if (!parsed.ok()) return fail_all(unreadable(status_, "CARTO's answer is not JSON.", call_.metered));
    const auto document = std::make_shared<json::Document>(std::move(parsed).value());
    call_.batch ? take_batch(document->root(), document) : take_rows(document->root(), document);
    document->drop_index();  // larger than the text; what the rows hold on to is the text
  }

 private:
  void take_rows(const json::Value& root, const std::shared_ptr<const json::Document>& document) {
    const auto answer = recipe_of(*batch_.service).answer;
    for (const auto row : call_.rows) {
      switch (answer) {
        case Answer::whole:
          succeed(row, RowResult::Status::ok, root.source(), document);
          break;
        case Answer::entry:
          take_single(row, root, document);
          break;
        case Answer::place:
        case Answer::geometry:
        case Answer::cells:
          take_whole(row, root, answer, document);
          break;
      }
    }
  }

  void fail(std::uint32_t row, const flow::RowError& failure) {
    rows_[row].status = RowResult::Status::error;
    rows_[row].error = failure;
  }

  void misunderstand(std::uint32_t row) {
    fail(row, unreadable(status_, "CARTO's answer has a shape that is not known.", call_.metered));
  }

  void succeed(std::uint32_t row, RowResult::Status status, std::string_view raw, std::shared_ptr<const void> held) {
    auto& result = rows_[row];
    result.status = status;
    if (!batch_.include_raw && !result.geometry_unknown) return;  // the reply's memory is not kept for nothing
    result.raw = raw;
    result.held = std::move(held);
  }

  void take_batch(const json::Value& root, const std::shared_ptr<const json::Document>& document) {
    if (!root.is(Kind::array) || root.size() != call_.rows.size()) {
      return fail_all(unreadable(status_, "CARTO's answer does not have one entry for each row.", call_.metered));
    }
    auto row = call_.rows.begin();
    for (const auto entry : root.elements()) take_entry(*row++, entry, entry.source(), document);
  }

  /// Only an entry has these; a candidate is flat.
  static bool is_entry(const json::Value& value) noexcept { return value.find("value") || value.find("error"); }

  /// A lone GET answers with a batch of one, with its entry, or with the entry's candidates.
  void take_single(std::uint32_t row, const json::Value& root, const std::shared_ptr<const json::Document>& document) {
    if (!root.is(Kind::array)) return take_entry(row, root, root.source(), document);
    const auto elements = root.elements();
    if (root.size() == 1 && is_entry(*elements.begin())) {
      const json::Value entry = *elements.begin();
      return take_entry(row, entry, entry.source(), document);
    }
    for (const auto candidate : elements) {
      if (!candidate.is(Kind::object) || is_entry(candidate)) return misunderstand(row);
    }
    // `raw` is the batch's document however it was fetched, so that one SQL expression reads both.
    auto entry = std::make_shared<std::string>(R"({"error":null,"value":)");
    entry->append(root.source()).append("}");
    take_candidates(row, root, *entry, entry);
  }

  static bool is_nothing(const json::Value& value) noexcept {
    return value.is_null() || (value.is(Kind::array) && value.size() == 0);
  }

  /// The document is the answer, whatever its shape; that shape only tells a match from none, and where its geometry
  /// is.
  void take_whole(std::uint32_t row, const json::Value& root, Answer answer, std::shared_ptr<const void> document) {
    const bool batch_of_one = root.is(Kind::array) && root.size() == 1;
    const json::Value entry = batch_of_one ? *root.elements().begin() : root;
    if (const auto error = entry.find("error"); error && !error->is_null()) return refuse_entry(row);
    const auto value = entry.find("value");
    const auto features = entry.find("features");
    if (is_nothing(entry) || (value && is_nothing(*value)) || (features && is_nothing(*features))) {
      return succeed(row, RowResult::Status::no_match, root.source(), std::move(document));
    }
    if (batch_.include_geom && answer != Answer::cells) {
      rows_[row].geom = answer == Answer::place ? point_of(best(value.value_or(root)), batch_.geometry)
                                                : shape_of(root, batch_.geometry);
      rows_[row].geometry_unknown = rows_[row].geom.empty();
    }
    succeed(row, RowResult::Status::ok, root.source(), std::move(document));
  }

  /// Candidates come best first.
  static json::Value best(const json::Value& candidates) noexcept {
    return candidates.is(Kind::array) && candidates.size() > 0 ? *candidates.elements().begin() : candidates;
  }

  void refuse_entry(std::uint32_t row) {
    // The call as a whole was carried out; whether an entry that failed was charged, nobody says.
    const auto billed = call_.metered ? flow::Billed::unknown : flow::Billed::no;
    fail(row, {Error(Errc::upstream_rejected, "CARTO answered this row with an error."), billed, status_});
  }

  void take_entry(std::uint32_t row, const json::Value& entry, std::string_view raw, std::shared_ptr<const void> held) {
    const auto error = entry.find("error");
    const auto value = entry.find("value");
    if (!error && !value) return misunderstand(row);
    if (error && !error->is_null()) return refuse_entry(row);
    take_candidates(row, value.value_or(json::Value()), raw, std::move(held));
  }

  void take_candidates(std::uint32_t row, const json::Value& candidates, std::string_view raw,
                       std::shared_ptr<const void> held) {
    if (is_nothing(candidates)) {
      return succeed(row, RowResult::Status::no_match, raw, std::move(held));
    }
    if (!candidates.is(Kind::array) && !candidates.is(Kind::object)) return misunderstand(row);
    if (batch_.include_geom) {
      rows_[row].geom = point_of(best(candidates), batch_.geometry);
      rows_[row].geometry_unknown = rows_[row].geom.empty();
    }
    succeed(row, RowResult::Status::ok, raw, std::move(held));
  }

  const flow::Batch& batch_;
  const flow::UpstreamCall& call_;
  std::span<RowResult> rows_;
  int status_ = 0;
};

std::uint64_t row_bytes(const RowResult& row) noexcept {
  constexpr std::uint64_t entry = 48, failure = 300;
  return entry + row.raw.size() + row.geom.size() + (row.error ? failure : 0);
}

}  // namespace

std::optional<Error> collect(const flow::Batch& batch, const flow::UpstreamCall& call, flow::UpstreamOutcome outcome,
                             std::span<RowResult> rows) {
  Collector collector(batch, call, rows);
  if (!outcome.reply.ok()) {
    collector.fail_all(judge_failure(outcome.reply.error(), outcome.sent, call.metered));
    return std::nullopt;
  }
  if (batch.forward) {
    collector.forward(std::move(outcome.reply).value());
    return std::nullopt;
  }
  if (const auto refusal = judge_status(outcome.reply->status, outcome.reply->body, call.metered)) {
    collector.fail_all(refusal->failure);
    return refusal->ends_request ? std::optional<Error>(refusal->failure.error) : std::nullopt;
  }
  collector.take(std::move(outcome.reply).value());
  return std::nullopt;
}

void fail_rows(const flow::UpstreamCall& call, const Error& error, flow::Billed billed, std::span<RowResult> rows) {
  for (const auto row : call.rows) {
    rows[row].status = RowResult::Status::error;
    rows[row].error = flow::RowError{error, billed, status_behind(error.code())};
  }
}

void spread(const Plan& plan, std::span<RowResult> rows, std::uint64_t reply_cap) {
  if (plan.deduplicated == 0) return;
  std::uint64_t bytes = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (plan.answered_by[row] == row) bytes += row_bytes(rows[row]);
  }
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto source = plan.answered_by[row];
    if (source == row) continue;
    const auto more = row_bytes(rows[source]);
    if (more > reply_cap || bytes > reply_cap - more) {
      rows[row].status = RowResult::Status::error;
      rows[row].error = flow::RowError{Errc::reply_full, flow::Billed::no, 0};
      continue;
    }
    bytes += more;
    rows[row] = rows[source];
  }
}

std::uint64_t reply_bytes(const flow::UpstreamCall& call, std::span<const RowResult> rows) {
  std::uint64_t bytes = 0;
  for (const auto row : call.rows) bytes += row_bytes(rows[row]);
  return bytes;
}

std::uint64_t reply_bytes(const Plan& plan, const flow::UpstreamCall& call, std::span<const RowResult> rows) {
  std::uint64_t bytes = 0;
  for (const auto row : call.rows) bytes += row_bytes(rows[row]) * plan.answers[row];
  return bytes;
}

}  // namespace atgateway::service
