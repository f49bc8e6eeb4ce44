#include "json/versions.hpp"

#include "json/rapidjson.hpp"

namespace atgateway::json {

std::string rapidjson_version() { return RAPIDJSON_VERSION_STRING; }

}  // namespace atgateway::json
