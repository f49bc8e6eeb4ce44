// RowResult: what became of one row.
#pragma once

#include <atgateway/error.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace atgateway::flow {

enum class Billed : std::uint8_t { no, unknown, yes };

struct RowError {
  Error error;
  Billed billed = Billed::no;
  int upstream_status = 0;  ///< 0 = none
};

struct RowResult {
  enum class Status : std::uint8_t { pending, ok, no_match, null, error };
  Status status = Status::pending;
  std::string_view raw;              ///< JSON, inside *held
  std::shared_ptr<const void> held;  ///< keeps `raw` alive; shared by rows of one reply
  std::string geom;                  ///< GeoJSON or WKT; empty = none
  bool geometry_unknown = false;     ///< ok, but its geometry could not be told: `raw` is given unasked
  int upstream_status = 0;           ///< of a forwarded call, whatever it was; else 0
  bool is_text = false;              ///< of a forwarded call: `raw` is no JSON but a text
  std::optional<RowError> error;
};

}  // namespace atgateway::flow
