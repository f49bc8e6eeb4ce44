// The unwinder that comes inside the extension fills its tables when it first unwinds, and aborts when it is asked
// before that. Who asks first may be another: a thread that Python ends while the interpreter is going is unwound by
// glibc, through our frames, with the host's unwinder.
namespace {

[[gnu::constructor]] void fill_tables() noexcept {
  try {
    throw 0;
  } catch (int) {
  }
}

}  // namespace
