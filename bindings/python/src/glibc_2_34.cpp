// What our code and gcc's runtime libraries, built against the glibc at hand, would ask of a glibc newer than 2.34.
// Linked only into what goes into a wheel, with the runtime libraries static and these names hidden: nobody else's
// calls come here.
#include <dlfcn.h>
#include <features.h>
#include <link.h>
#include <sys/random.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>

#if __GLIBC_PREREQ(2, 35)

namespace {

struct Search {
  std::uintptr_t address;
  dl_find_object* found;
};

// dl_iterate_phdr's: whether this object holds the address, and where its table for unwinding is.
int look(dl_phdr_info* object, std::size_t, void* data) noexcept {
  auto& search = *static_cast<Search*>(data);
  const ElfW(Phdr)* holder = nullptr;
  const ElfW(Phdr)* table = nullptr;
  for (int i = 0; i < object->dlpi_phnum; ++i) {
    const auto& segment = object->dlpi_phdr[i];
    const auto start = object->dlpi_addr + segment.p_vaddr;
    if (segment.p_type == PT_LOAD && search.address >= start && search.address - start < segment.p_memsz) {
      holder = &segment;
    }
    if (segment.p_type == PT_GNU_EH_FRAME) {
      table = &segment;
    }
  }
  if (holder == nullptr) {
    return 0;
  }
  if (table == nullptr) {
    return -1;
  }
  const auto start = object->dlpi_addr + holder->p_vaddr;
  search.found->dlfo_map_start = reinterpret_cast<void*>(start);
  search.found->dlfo_map_end = reinterpret_cast<void*>(start + holder->p_memsz);
  search.found->dlfo_eh_frame = reinterpret_cast<void*>(object->dlpi_addr + table->p_vaddr);
  return 1;
}

}  // namespace

// The unwinder's way to the tables of the code at an address; glibc has it since 2.35.
extern "C" __attribute__((visibility("hidden"))) int _dl_find_object(void* address, dl_find_object* found) noexcept {
  *found = {};
  Search search{reinterpret_cast<std::uintptr_t>(address), found};
  return dl_iterate_phdr(look, &search) == 1 ? 0 : -1;
}

// glibc 2.35 gave hypot a new version; the old one, which still told its errors by a hook, is still there.
extern "C" double hypot_before_2_35(double x, double y);
__asm__(".symver hypot_before_2_35, hypot@GLIBC_2.2.5");
extern "C" __attribute__((visibility("hidden"))) double hypot_here(double x, double y) noexcept __asm__("hypot");
extern "C" double hypot_here(double x, double y) noexcept { return hypot_before_2_35(x, y); }

#endif

#if __GLIBC_PREREQ(2, 36)

// std::random_device's source; glibc has it since 2.36.
extern "C" __attribute__((visibility("hidden"))) std::uint32_t arc4random() noexcept {
  std::uint32_t value = 0;
  ssize_t taken = 0;
  do {
    taken = getrandom(&value, sizeof value, 0);
  } while (taken < 0 && errno == EINTR);
  if (taken != sizeof value) {
    std::abort();  // no randomness, no secrets: as glibc does
  }
  return value;
}

#endif
