// What the process does about itself before it holds a token.
#pragma once

namespace server {

/// No core dumps (they would hold tokens), unless allowed; as many descriptors as the system lets us have.
void harden(bool allow_core);

}  // namespace server
