#include "snapshot/analyse.hpp"

namespace atgateway::snapshot {

std::vector<Check> judge_workspace(const Directory&, const Subject&) { return {}; }

}  // namespace atgateway::snapshot
