// The whole table, and the words for its columns.
#include "catalog/rows.hpp"

#include <algorithm>

namespace atgateway::inline v0_1 {

std::span<const CheckInfo> check_table() noexcept {
  static const std::vector<CheckInfo> table = [] {
    std::vector<CheckInfo> all;
    for (const auto part : {catalog::network_rows(), catalog::claim_rows(), catalog::kubernetes_rows(),
                            catalog::privatelink_rows(), catalog::ncc_rows(), catalog::workspace_rows()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    std::stable_sort(all.begin(), all.end(), [](const CheckInfo& a, const CheckInfo& b) { return a.layer < b.layer; });
    return all;
  }();
  return table;
}

const CheckInfo* find_check(std::string_view id) noexcept {
  const auto table = check_table();
  const auto found = std::ranges::find(table, id, &CheckInfo::id);
  return found == table.end() ? nullptr : &*found;
}

}  // namespace atgateway::inline v0_1
