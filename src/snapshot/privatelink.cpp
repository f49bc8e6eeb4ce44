#include "snapshot/analyse.hpp"

namespace atgateway::snapshot {

std::vector<Check> judge_privatelink(const Directory&, const Subject&) { return {}; }

}  // namespace atgateway::snapshot
