# Warnings and sanitizers for our own targets only, never for whoever uses us.
function(atgateway_own target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
    -Wcast-align -Wcast-qual -Wnull-dereference -Wimplicit-fallthrough -Wno-missing-field-initializers)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -Wduplicated-cond -Wlogical-op)
    # gcc 12 sees paths through std::string and std::variant that cannot be taken.
    target_compile_options(${target} PRIVATE -Wno-null-dereference -Wno-restrict -Wno-maybe-uninitialized
                                             -Wno-free-nonheap-object -Wno-stringop-overflow -Wno-array-bounds)
  endif()
  if(ATGATEWAY_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(ATGATEWAY_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${ATGATEWAY_SANITIZE} -fno-omit-frame-pointer
                                             -fno-sanitize-recover=all)
    target_link_options(${target} PUBLIC -fsanitize=${ATGATEWAY_SANITIZE})
  endif()
endfunction()
