// Which RapidJSON is loaded.
#pragma once

#include <string>

namespace atgateway::json {

[[nodiscard]] std::string rapidjson_version();

}  // namespace atgateway::json
