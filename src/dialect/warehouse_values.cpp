#include "dialect/warehouse_values.hpp"

#include "dialect/refusal.hpp"
#include "dialect/row_error.hpp"
#include "json/writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace atgateway::dialect {
namespace {

using flow::Billed;
using flow::RowResult;

/// Of a row that found no room.
Error no_room() {
  return Error(Errc::reply_full, "The row's answer found no room in the reply: the warehouse takes no longer ones.")
      .with_hint("let it send fewer rows at once");
}

class ValueWriter {
 public:
  ValueWriter(const flow::Batch& batch, std::span<const RowResult> rows, const ValueForm& form)
      : batch_(batch), rows_(rows), form_(form) {
    if (batch.on_error == flow::OnError::value) write_full_forms();
    least_ = 1 + std::max(std::string_view("null").size(),
                          std::max({cost_of(full_[0]), cost_of(full_[1]), cost_of(full_[2])}));
    if (form.numbered) least_ += 3 + number_text(rows.size()).size();
  }

  Values write() {
    auto& out = values_.body;
    out.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(guess(), form_.most_bytes)));
    out = form_.before;
    used_ = cost_of(form_.before) + cost_of(form_.after) + (form_.recoded ? 2 : 0);
    for (std::size_t row = 0; row < rows_.size(); ++row) write_element(row);
    out += form_.after;
    return std::move(values_);
  }

 private:
  /// What each of the three ways to be billed looks like when there was no room; what every row has a claim to.
  void write_full_forms() {
    for (const Billed billed : {Billed::no, Billed::unknown, Billed::yes}) {
      write_error(full_[static_cast<std::size_t>(billed)], {no_room(), billed, 0});
    }
  }

  [[nodiscard]] std::uint64_t cost_of(std::string_view written) const noexcept {
    if (!form_.recoded) return written.size();
    return written.size() + static_cast<std::uint64_t>(std::count_if(written.begin(), written.end(),
                                                                     [](char c) { return c == '"' || c == '\\'; }));
  }

  [[nodiscard]] std::uint64_t guess() const noexcept {
    std::uint64_t bytes = form_.before.size() + form_.after.size() + 64;
    for (const auto& row : rows_) {
      const auto text = batch_.include_geom ? row.geom.size() : row.raw.size();
      bytes +=
          16 + text + (form_.in_string || batch_.include_geom ? text / 4 : 0) + (is_error(row) ? full_[0].size() : 0);
    }
    return bytes;
  }

  std::string_view number_text(std::size_t number) noexcept {
    const auto end = std::to_chars(digits_.data(), digits_.data() + digits_.size(), number).ptr;
    return {digits_.data(), static_cast<std::size_t>(end - digits_.data())};
  }

  void write_error(std::string& out, const flow::RowError& failure) {
    scratch_.clear();
    json::Writer writer(scratch_);
    writer.begin_object().key("error");
    write_row_error(writer, failure);
    writer.end_object();
    form_.in_string ? json::append_string(out, scratch_) : void(out += scratch_);
  }

  /// @return false when it is a geometry that is not known
  bool write_answer(std::string& out, const RowResult& row) {
    if (batch_.include_geom) {
      const bool known = !row.geometry_unknown && !row.geom.empty();
      known ? json::append_string(out, row.geom) : void(out += "null");
      return known;
    }
    if (row.raw.empty()) {
      out += "null";
    } else if (form_.in_string) {
      json::append_string(out, row.raw);
    } else {
      out += row.raw;
    }
    return true;
  }

  void write_value(std::string& out, const RowResult& row) {
    if (row.status == RowResult::Status::ok) {
      if (!write_answer(out, row)) ++values_.warnings;
    } else if (is_error(row) && batch_.on_error == flow::OnError::value) {
      write_error(out, error_of(row));
    } else {
      out += "null";
    }
  }

  void write_full(std::string& out, const RowResult& row) {
    const bool nothing = row.status == RowResult::Status::null || batch_.on_error != flow::OnError::value;
    if (nothing) {
      out += "null";
      return;
    }
    const Billed answered = batch_.service->metered ? Billed::yes : Billed::no;
    out += full_[static_cast<std::size_t>(is_error(row) ? error_of(row).billed : answered)];
  }

  void open_element(std::string& out, std::size_t row) {
    if (row != 0) out += ',';
    if (form_.numbered) out.append("[").append(number_text(row)) += ',';
  }

  void write_element(std::size_t row) {
    auto& out = values_.body;
    const auto mark = out.size();
    const auto claimed = used_ + (rows_.size() - row - 1) * least_;  // by the rows that are still to come
    const auto room = form_.most_bytes > claimed ? form_.most_bytes - claimed : 0;
    const auto warnings = values_.warnings;
    open_element(out, row);
    if (!values_.full && (batch_.include_geom || rows_[row].raw.size() <= room)) {
      write_value(out, rows_[row]);
      if (form_.numbered) out += ']';
      const auto cost = cost_of(std::string_view(out).substr(mark));
      if (cost <= room) {
        used_ += cost;
        return;
      }
      out.resize(mark);
      open_element(out, row);
    }
    if (!values_.full) {
      values_.full = true;
      values_.warnings = warnings;
    }
    write_full(out, rows_[row]);
    if (form_.numbered) out += ']';
    used_ += cost_of(std::string_view(out).substr(mark));
  }

  const flow::Batch& batch_;
  std::span<const RowResult> rows_;
  const ValueForm& form_;
  Values values_;
  std::uint64_t used_ = 0;   ///< of the cap, the end included
  std::uint64_t least_ = 0;  ///< what any row can be told in
  std::array<std::string, 3> full_;
  std::string scratch_;
  std::array<char, 20> digits_{};
};

}  // namespace

Values write_values(const flow::Batch& batch, std::span<const RowResult> rows, const ValueForm& form) {
  return ValueWriter(batch, rows, form).write();
}

std::optional<Reply> refuse_failed_rows(const flow::Batch& batch, std::span<const RowResult> rows,
                                        const Summary& summary, Refuse refuse) {
  if (batch.on_error != flow::OnError::fail) return std::nullopt;
  const auto at = std::find_if(rows.begin(), rows.end(), is_error);
  if (at == rows.end()) return std::nullopt;
  const Error& error = error_of(*at).error;
  const std::string where = std::string(batch.rows_field) + "/" + std::to_string(at - rows.begin());
  return refuse(Error(Errc::row_failed, std::string(error.slug()) + ": " + std::string(error.detail()), where)
                    .with_hint(std::string(error.hint())),
                too_late(batch, summary));
}

Reply refuse_full(const flow::Batch& batch, const Summary& summary, Refuse refuse) {
  const Error error = no_room();
  return refuse(Error(Errc::row_failed, std::string(error.slug()) + ": " + std::string(error.detail()),
                      std::string(batch.rows_field))
                    .with_hint(std::string(error.hint())),
                too_late(batch, summary));
}

Reply values_reply(Values values) {
  Reply reply;
  reply.headers.add("Content-Type", "application/json");
  if (values.warnings > 0) reply.headers.add("atgateway-warnings", std::to_string(values.warnings));
  reply.body = std::move(values.body);
  return reply;
}

}  // namespace atgateway::dialect
