# What a packager ships: the program, its desktop entry, its icon and the type of its files.
include(GNUInstallDirs)

if(TARGET basin)
  install(TARGETS basin RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(TARGETS basin_surface_3d LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/basin)
  install(FILES resources/basin.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
  install(FILES resources/icons/basin.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
  install(FILES resources/basin-mime.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages RENAME basin.xml)
  install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR "The Basin authors")
set(CPACK_PACKAGE_CONTACT "The Basin authors <maintainers@basin.invalid>")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION education)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Loaded by name at run time, so no library dependency tells of it.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "fonts-roboto-unhinted")
include(CPack)
