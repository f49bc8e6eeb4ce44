// What leaves the shared library. Everything else is hidden.
#pragma once

#if defined(ATGATEWAY_STATIC)
#define ATGATEWAY_EXPORT
#elif defined(__GNUC__)
#define ATGATEWAY_EXPORT __attribute__((visibility("default")))
#else
#define ATGATEWAY_EXPORT
#endif
