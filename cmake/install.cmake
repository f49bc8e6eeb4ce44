# Four components: runtime (the shared library), dev (headers and CMake package), server (the executable).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS atgateway EXPORT atgatewayTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT dev
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT dev)
install(EXPORT atgatewayTargets NAMESPACE atgateway:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/atgateway COMPONENT dev)

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/atgatewayConfig.cmake.in
  ${PROJECT_BINARY_DIR}/atgatewayConfig.cmake INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/atgateway)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/atgatewayConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/atgatewayConfig.cmake ${PROJECT_BINARY_DIR}/atgatewayConfigVersion.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/atgateway COMPONENT dev)

if(TARGET atgateway-server)
  set_target_properties(atgateway-server PROPERTIES INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
  install(TARGETS atgateway-server RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT server)
endif()
