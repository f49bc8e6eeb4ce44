#include "diag/private_address.hpp"

#include <algorithm>
#include <array>

namespace atgateway::diag {

bool is_private(const net::SocketAddress& address) {
  static const std::array ranges{
      net::Cidr::parse("10.0.0.0/8").value(),     net::Cidr::parse("172.16.0.0/12").value(),
      net::Cidr::parse("192.168.0.0/16").value(), net::Cidr::parse("100.64.0.0/10").value(),
      net::Cidr::parse("169.254.0.0/16").value(), net::Cidr::parse("fc00::/7").value(),
      net::Cidr::parse("fe80::/10").value(),
  };
  return std::ranges::any_of(ranges, [&](const net::Cidr& range) { return range.contains(address); });
}

}  // namespace atgateway::diag
