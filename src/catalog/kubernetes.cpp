// Checks of the cluster's objects, read from a snapshot, and of the snapshot itself.
#include "catalog/rows.hpp"

#include <array>

namespace atgateway::catalog {
namespace {

using enum Layer;
using enum Severity;

constexpr std::array rows{
    CheckInfo{"config.snapshot", "", "The snapshot's files can be read", config, Owner::caller, error,
              "Checks are skipped for want of data although a file is there.",
              "The command that should have written the file failed, was interrupted, or wrote another encoding.",
              "Run the command again, look at what it prints, and see that it ends with success.", "docs/snapshot.md"},
    CheckInfo{"config.snapshot-age", "", "The snapshot was taken within a day", config, Owner::caller, warning,
              "The report tells of a state that is gone.",
              "Events are kept for an hour and endpoints change within minutes; an old snapshot shows neither.",
              "Take the snapshot again.",
              "https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/"},
};

}  // namespace

std::span<const CheckInfo> kubernetes_rows() noexcept { return rows; }

}  // namespace atgateway::catalog
