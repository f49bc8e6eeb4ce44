# Each has a line in docs/dependencies.md. None shows in a public header.
find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(CURL 7.87 REQUIRED)
find_package(ZLIB REQUIRED)
find_path(ATGATEWAY_RAPIDJSON_INCLUDE_DIR rapidjson/reader.h REQUIRED)

if(ATGATEWAY_BUILD_SERVER)
  find_package(CLI11 REQUIRED)
endif()
