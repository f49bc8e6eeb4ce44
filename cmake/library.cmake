# libatgateway from the rooms' objects: shared by default, static with BUILD_SHARED_LIBS=OFF.
get_property(rooms GLOBAL PROPERTY ATGATEWAY_ROOMS)
get_property(libraries GLOBAL PROPERTY ATGATEWAY_LIBRARIES)
list(REMOVE_DUPLICATES libraries)
set(objects)
foreach(room ${rooms})
  list(APPEND objects $<TARGET_OBJECTS:${room}>)
endforeach()

if(NOT DEFINED BUILD_SHARED_LIBS)
  set(BUILD_SHARED_LIBS ON)
endif()
set(public_headers)
foreach(name call classify clock components config diagnostics error export gateway http lambda listener log_format probe result rpc runtime sandbox secret service sinks site suggest)
  list(APPEND public_headers ${PROJECT_SOURCE_DIR}/include/atgateway/${name}.hpp)
endforeach()

add_library(atgateway ${objects})
add_library(atgateway::atgateway ALIAS atgateway)
set_target_properties(atgateway PROPERTIES
  LINKER_LANGUAGE CXX
  VERSION ${PROJECT_VERSION}
  SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
  VERIFY_INTERFACE_HEADER_SETS ON)
target_compile_features(atgateway PUBLIC cxx_std_20)
target_sources(atgateway PUBLIC FILE_SET HEADERS
  BASE_DIRS ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/generated
  FILES ${public_headers} ${PROJECT_BINARY_DIR}/generated/atgateway/version.hpp)
target_link_libraries(atgateway PRIVATE ${libraries} Threads::Threads)
if(BUILD_SHARED_LIBS)
  # A lookup thread may outlive everything else: it must not find its code unmapped.
  target_link_options(atgateway PRIVATE -Wl,-z,nodelete -Wl,-z,defs)
  if(ATGATEWAY_SANITIZE)
    target_link_options(atgateway PRIVATE -Wl,-z,undefs)
  endif()
endif()
if(ATGATEWAY_SANITIZE)
  target_link_options(atgateway PUBLIC -fsanitize=${ATGATEWAY_SANITIZE})
endif()
