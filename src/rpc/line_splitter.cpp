#include "rpc/line_splitter.hpp"

#include "base/wiping_growth.hpp"

#include <atgateway/secret.hpp>

#include <algorithm>
#include <utility>

namespace atgateway::rpc {
namespace {

constexpr std::size_t kept_of_long = 48;  // enough to see whose answer it is to be

}  // namespace

LineSplitter::~LineSplitter() { wipe(pending_); }

void LineSplitter::feed(std::string_view bytes, const Each& each) {
  while (!bytes.empty()) {
    const auto end = bytes.find('\n');
    keep(bytes.substr(0, end));
    if (end == std::string_view::npos) return;
    finish(each);
    bytes.remove_prefix(end + 1);
  }
}

void LineSplitter::finish(const Each& each) {
  Line line{std::move(pending_), std::exchange(too_long_, false)};
  wipe(pending_);  // a short one was copied, not moved
  if (line.too_long || line.text.find_first_not_of(" \t\r") != std::string::npos) each(std::move(line));
}

void LineSplitter::keep(std::string_view piece) {
  if (too_long_) return;
  if (piece.size() > longest_ - pending_.size()) {
    std::string beginning = (pending_.substr(0, kept_of_long) + std::string(piece.substr(0, kept_of_long)));
    beginning.resize(std::min(beginning.size(), kept_of_long));
    wipe(pending_);
    pending_ = std::move(beginning);
    pending_.shrink_to_fit();
    too_long_ = true;
    return;
  }
  base::grow_wiping(pending_, pending_.size() + piece.size(), longest_);
  pending_.append(piece);
}

}  // namespace atgateway::rpc
