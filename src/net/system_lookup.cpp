#include "net/system_lookup.hpp"

#include <netdb.h>

#include <cerrno>
#include <memory>
#include <system_error>

namespace atgateway::net {

Result<AddressList> look_up_by_system(const std::string& host, std::uint16_t port) {
  // RFC 1035, section 2.3.4. A NUL would silently end the name.
  if (host.empty() || host.size() > 254 || host.find('\0') != std::string::npos) {
    return Error(Errc::upstream_resolve_failed, "this cannot be a host's name");
  }
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;  // otherwise each address comes three times
  addrinfo* found = nullptr;
  const int failure = getaddrinfo(host.c_str(), nullptr, &wanted, &found);
  const int error = errno;
  if (failure != 0) {
    return Error(Errc::upstream_resolve_failed,
                 failure == EAI_SYSTEM ? std::generic_category().message(error) : std::string(gai_strerror(failure)));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  AddressList addresses;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    SocketAddress address = SocketAddress::from(each->ai_addr);
    if (address.size() == 0) continue;
    address.set_port(port);
    addresses.push_back(address);
  }
  if (addresses.empty()) return Error(Errc::upstream_resolve_failed, "the name has no address");
  return addresses;
}

}  // namespace atgateway::net
