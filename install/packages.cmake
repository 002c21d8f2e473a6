# Debian packages of the components kiosk and server, as scripts/package makes them with CPack. Libraries are found by
# dpkg-shlibdeps; named here is what programs need that no linker sees.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME shoushi)
set(CPACK_PACKAGE_CONTACT "Shoushi <shoushi@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX ${CMAKE_INSTALL_PREFIX})
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL kiosk server)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)

set(CPACK_COMPONENT_KIOSK_DESCRIPTION "Attendance kiosk for government offices\n\
Reads staff cards through a USB reader, writes each tap down and says whether it was in time, with or without\n\
the network. With it comes shoushi-reader, which tries readers.")
set(CPACK_DEBIAN_KIOSK_PACKAGE_NAME shoushi-kiosk)
set(CPACK_DEBIAN_KIOSK_PACKAGE_DEPENDS "systemd, udev, fonts-noto-cjk, fonts-dejavu-core")
set(CPACK_DEBIAN_KIOSK_PACKAGE_SUGGESTS "cage, xwayland, libpam-systemd")

set(CPACK_COMPONENT_SERVER_DESCRIPTION "Attendance server for government offices\n\
Gathers what the kiosks recorded, judges it by one set of rules, and makes the month's punctuality reports.")
set(CPACK_DEBIAN_SERVER_PACKAGE_NAME shoushi-server)
set(CPACK_DEBIAN_SERVER_PACKAGE_DEPENDS "systemd, tzdata, fonts-noto-cjk")
set(CPACK_DEBIAN_SERVER_PACKAGE_RECOMMENDS "fonts-arphic-gkai00mp")

# shoushi_package_scripts(COMPONENT UNIT…): what dpkg runs, with the units that the package starts anew and stops.
function(shoushi_package_scripts component)
    set(name shoushi-${component})
    list(JOIN ARGN " " units)
    set(scripts)
    foreach(script postinst prerm postrm)
        set(made ${CMAKE_CURRENT_BINARY_DIR}/package/${component}/${script})
        configure_file(package/${script} ${made} @ONLY
            FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
        list(APPEND scripts ${made})
    endforeach()
    string(TOUPPER ${component} upper)
    set(CPACK_DEBIAN_${upper}_PACKAGE_CONTROL_EXTRA ${scripts} PARENT_SCOPE)
    install(FILES ${CMAKE_SOURCE_DIR}/LICENSE DESTINATION share/doc/${name} RENAME copyright COMPONENT ${component})
endfunction()

shoushi_package_scripts(kiosk shoushi-kiosk.service shoushi-kiosk-cage.service)
shoushi_package_scripts(server shoushi-server.service shoushi-papers.timer)

include(CPack)
