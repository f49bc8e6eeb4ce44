#include "service/plan.hpp"

#include "json/writer.hpp"
#include "service/arguments.hpp"
#include "service/options_text.hpp"
#include "service/query.hpp"
#include "service/recipe.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace atgateway::service {
namespace {

using flow::Billed;
using flow::RowResult;

// nginx reads a request line of 8 KiB: base path, path and query of a GET have to fit.
constexpr std::size_t longest_query = 7680;

/// A row fit to be sent.
struct Candidate {
  std::uint32_t row = 0;
  std::uint32_t credentials = 0;
  bool simple = false;        ///< nothing but its first argument: fits in a batch
  std::string_view argument;  ///< that first argument
  std::string query;          ///< for a GET; of a simple row only when it turns out to be alone

  /// Equal for rows that ask the upstream the same.
  [[nodiscard]] std::string_view key() const noexcept { return simple ? argument : std::string_view(query); }
};

class Planner {
 public:
  Planner(const flow::Batch& batch, const PlanOptions& options)
      : batch_(batch),
        service_(*batch.service),
        recipe_(recipe_of(service_)),
        most_(std::max<std::uint32_t>(1, options.geocode_rows)) {}

  Plan make() {
    plan_.rows.resize(batch_.rows.size());
    plan_.answered_by.resize(batch_.rows.size());
    plan_.answers.assign(batch_.rows.size(), 1);
    if (batch_.forward) return forward(*batch_.forward);
    candidates_.reserve(batch_.rows.size());
    read_envelope_options();
    for (std::uint32_t row = 0; row < batch_.rows.size(); ++row) {
      plan_.answered_by[row] = row;
      judge(row);
    }
    if (batch_.deduplicate && candidates_.size() > 1) drop_duplicates();
    write_calls();
    if (plan_.calls.size() == 1 && candidates_.size() == 1 && candidates_.front().simple) {
      plan_.lone = candidates_.front().argument;
    }
    return std::move(plan_);
  }

 private:
  Plan forward(const flow::Forward& asked) {
    for (std::uint32_t row = 0; row < batch_.rows.size(); ++row) {
      plan_.answered_by[row] = row;
      if (const auto& trouble = batch_.rows[row].trouble) {
        reject(row, *trouble);
        continue;
      }
      auto& call = plan_.calls.emplace_back();
      call.method = asked.method;
      call.path = asked.path;
      call.query = asked.query;
      call.body = asked.body;
      call.metered = service_.metered;
      call.credentials = batch_.rows[row].credentials;
      call.rows.push_back(row);
    }
    count_the_bill();
    return std::move(plan_);
  }

  void read_envelope_options() {
    if (!batch_.options) return;
    if (batch_.options->is(json::Kind::object)) {
      common_options_ = read_options(*batch_.options);
      return;
    }
    const auto inner = json::Document::parse(std::string(batch_.options->text()));
    if (inner.ok()) common_options_ = read_options(inner->root());
  }

  void reject(std::uint32_t row, Error error) {
    plan_.rows[row].status = RowResult::Status::error;
    plan_.rows[row].error = flow::RowError{std::move(error), Billed::no, 0};
  }

  void judge(std::uint32_t row) {
    if (const auto& trouble = batch_.rows[row].trouble) return reject(row, *trouble);
    const auto& given = batch_.rows[row].arguments;
    if (!given) {
      plan_.rows[row].status = RowResult::Status::null;
      return;
    }
    if (auto error = judge_arguments(service_, *given, arguments_, batch_.first_argument))
      return reject(row, *std::move(error));
    Candidate candidate{.row = row, .credentials = batch_.rows[row].credentials};
    const bool batchable = !service_.batch_path.empty();
    candidate.simple = batchable && only_first_given();
    if (candidate.simple) {
      candidate.argument = arguments_.values.front().text;
    } else {
      write_query(candidate.query);
      if (candidate.query.size() > longest_query) {
        return reject(row, Error(Errc::bad_argument, "The row's arguments are too long for one call.")
                               .with_hint("shorten `" + std::string(longest_argument()) + "`"));
      }
    }
    candidates_.push_back(std::move(candidate));
  }

  /// Its own options, or the envelope's.
  [[nodiscard]] bool only_first_given() const {
    for (std::size_t at = 1; at < recipe_.slots.size(); ++at) {
      const bool is_options = recipe_.slots[at].place == Place::options;
      if (arguments_.values[at].given ? !is_options || arguments_.values[at].object.size() > 0
                                      : is_options && !common_options_.empty()) {
        return false;
      }
    }
    return true;
  }

  [[nodiscard]] std::string_view longest_argument() const {
    std::size_t longest = 0, size = 0;
    for (std::size_t at = 0; at < service_.arguments.size(); ++at) {
      const auto& each = arguments_.values[at];
      const auto bytes = each.text.size() + each.object.source().size();
      if (bytes > size) {
        longest = at;
        size = bytes;
      }
    }
    return service_.arguments[longest].name;
  }

  void write_query(std::string& query) const {
    std::string_view language;
    std::string pair;
    for (std::size_t at = 0; at < recipe_.slots.size(); ++at) {
      const auto& slot = recipe_.slots[at];
      const auto& argument = arguments_.values[at];
      switch (slot.place) {
        case Place::parameter:
          if (argument.given) append_parameter(query, slot.parameter, argument.text);
          break;
        case Place::first_of_pair:
          pair = argument.text;
          break;
        case Place::second_of_pair:
          append_parameter(query, slot.parameter, pair.append(",").append(argument.text));
          break;
        case Place::options_language:
          if (argument.given) language = argument.text;
          break;
        case Place::options:
          append_options(query, argument.given ? read_options(argument.object) : common_options_, language);
          break;
      }
    }
  }

  /// Sorting, not hashing: the caller chooses the texts.
  void drop_duplicates() {
    struct Key {
      std::string_view text;
      std::uint32_t row;
      std::uint32_t credentials;
      bool simple;

      [[nodiscard]] bool equals(const Key& other) const noexcept {
        return credentials == other.credentials && simple == other.simple && text == other.text;
      }
    };
    // Any order does that brings equal ones together, first row first: lengths are compared before bytes.
    const auto before = [](const Key& a, const Key& b) {
      if (a.text.size() != b.text.size()) return a.text.size() < b.text.size();
      if (a.simple != b.simple) return b.simple;
      if (a.credentials != b.credentials) return a.credentials < b.credentials;
      const int order = a.text.compare(b.text);
      return order != 0 ? order < 0 : a.row < b.row;
    };
    std::vector<Key> keys;
    keys.reserve(candidates_.size());
    for (const auto& each : candidates_) keys.push_back({each.key(), each.row, each.credentials, each.simple});
    std::sort(keys.begin(), keys.end(), before);
    const Key* first = &keys.front();
    for (const auto& key : std::span(keys).subspan(1)) {
      if (!key.equals(*first)) {
        first = &key;
        continue;
      }
      plan_.answered_by[key.row] = first->row;
      plan_.answers[key.row] = 0;
      ++plan_.answers[first->row];
      ++plan_.deduplicated;
    }
    if (plan_.deduplicated == 0) return;
    std::erase_if(candidates_, [&](const Candidate& each) { return plan_.answered_by[each.row] != each.row; });
  }

  /// The rows of one payer that fit in a batch.
  struct Simple {
    std::size_t left = 0;
    bool alone = false;
    std::optional<std::size_t> open;  ///< the batch call that still takes rows
  };

  [[nodiscard]] std::vector<Simple> count_simple() const {
    std::vector<Simple> payers;
    for (const auto& each : candidates_) {
      if (each.credentials >= payers.size()) payers.resize(each.credentials + std::size_t{1});
      if (each.simple) ++payers[each.credentials].left;
    }
    for (auto& each : payers) each.alone = each.left == 1;
    return payers;
  }

  void write_calls() {
    auto payers = count_simple();
    for (auto& candidate : candidates_) {
      auto& payer = payers[candidate.credentials];
      if (!candidate.simple || (payer.alone && fits_alone(candidate))) {
        add_get(candidate);
        continue;
      }
      if (!payer.open) payer.open = begin_batch(candidate.credentials, payer.left);
      auto& call = plan_.calls[*payer.open];
      json::append_string(call.body, candidate.argument);
      call.rows.push_back(candidate.row);
      --payer.left;
      if (call.rows.size() == most_ || payer.left == 0) {
        call.body += "]}";
        payer.open.reset();
      } else {
        call.body += ',';
      }
    }
    count_the_bill();
  }

  void count_the_bill() {
    if (!service_.metered) return;
    for (const auto& call : plan_.calls) plan_.would_bill += static_cast<std::uint32_t>(call.rows.size());
  }

  /// One row alone needs no batch; a text too long for a URL does.
  bool fits_alone(Candidate& candidate) const {
    const auto first = recipe_.slots.front().parameter;
    if (candidate.argument.size() <= longest_query) append_parameter(candidate.query, first, candidate.argument);
    return !candidate.query.empty() && candidate.query.size() <= longest_query;
  }

  void add_get(Candidate& candidate) {
    auto& call = plan_.calls.emplace_back();
    call.method = service_.upstream_method;
    call.path = service_.upstream_path;
    call.query = std::move(candidate.query);
    call.metered = service_.metered;
    call.credentials = candidate.credentials;
    call.rows.push_back(candidate.row);
  }

  std::size_t begin_batch(std::uint32_t credentials, std::size_t rows_left) {
    auto& call = plan_.calls.emplace_back();
    call.method = "POST";
    call.path = service_.batch_path;
    call.metered = service_.metered;
    call.batch = true;
    call.credentials = credentials;
    call.rows.reserve(std::min<std::size_t>(most_, rows_left));
    call.body.append("{\"").append(recipe_.batch_member).append("\":[");
    return plan_.calls.size() - 1;
  }

  const flow::Batch& batch_;
  const ServiceInfo& service_;
  const Recipe& recipe_;
  const std::uint32_t most_;
  Plan plan_;
  Arguments arguments_;  ///< of the row being judged
  OptionsText common_options_;
  std::vector<Candidate> candidates_;
};

}  // namespace

Plan make_plan(const flow::Batch& batch, const PlanOptions& options) { return Planner(batch, options).make(); }

}  // namespace atgateway::service
