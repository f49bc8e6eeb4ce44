# What CMake puts into a wheel beside the pure Python: the executable, and the extension when there is one.
# Included once the targets are there; `python-package` builds them.
add_custom_target(python-package)

if(ATGATEWAY_PORTABLE)
  add_library(glibc-2-34 OBJECT src/glibc_2_34.cpp)
  atgateway_own(glibc-2-34)
endif()

# Nothing but glibc 2.34 is asked of the machine it will run on: the C++ runtime comes along, and is seen by nobody else.
function(atgateway_link_portably target)
  target_sources(${target} PRIVATE $<TARGET_OBJECTS:glibc-2-34>)
  target_link_options(${target} PRIVATE -static-libstdc++ -static-libgcc -Wl,--exclude-libs,ALL)
endfunction()

function(atgateway_install_for_python target destination component)
  add_dependencies(python-package ${target})
  install(TARGETS ${target}
    RUNTIME DESTINATION ${destination} COMPONENT ${component} EXCLUDE_FROM_ALL
    LIBRARY DESTINATION ${destination} COMPONENT ${component} EXCLUDE_FROM_ALL)
  if(ATGATEWAY_PORTABLE)
    atgateway_link_portably(${target})
  endif()
endfunction()

atgateway_install_for_python(atgateway-server atgateway/bin python-executable)
if(TARGET _core)
  atgateway_install_for_python(_core atgateway python-extension)
  if(ATGATEWAY_PORTABLE)
    target_sources(_core PRIVATE src/own_unwinder.cpp)
  endif()
endif()
