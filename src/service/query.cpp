#include "service/query.hpp"

#include "base/percent.hpp"

namespace atgateway::service {

void append_parameter(std::string& query, std::string_view name, std::string_view value) {
  if (!query.empty()) query += '&';
  query.append(name) += '=';
  base::append_percent_encoded(query, value);
}

}  // namespace atgateway::service
