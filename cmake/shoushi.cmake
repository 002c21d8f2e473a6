# How a folder becomes a target. Each folder is one library whose only public include path is the
# folder itself, so that a file can include what its target names in DEPENDS and nothing above it.

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

set(SHOUSHI_SANITIZE "" CACHE STRING "sanitizers for -fsanitize=, such as address,undefined")
option(SHOUSHI_FUZZ "build the libFuzzer targets (clang)" OFF)

# The tests labelled threads: what a build with ThreadSanitizer is made for.
add_custom_target(threads_tests)

add_library(shoushi_flags INTERFACE)
target_compile_definitions(shoushi_flags INTERFACE _GNU_SOURCE SHOUSHI_VERSION="${PROJECT_VERSION}")
target_compile_options(shoushi_flags INTERFACE
    -Wall -Wextra -Wshadow -Wconversion -Werror -Wstrict-prototypes -Wmissing-prototypes
    -Wvla -Wformat=2 -fno-common -fstack-protector-strong)
if(SHOUSHI_SANITIZE)
    target_compile_options(shoushi_flags INTERFACE
        -fsanitize=${SHOUSHI_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(shoushi_flags INTERFACE -fsanitize=${SHOUSHI_SANITIZE})
endif()
if(SHOUSHI_FUZZ)
    target_compile_options(shoushi_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# shoushi_package(libusb-1.0): the imported target PkgConfig::libusb-1.0, looked up once.
function(shoushi_package name)
    if(NOT TARGET PkgConfig::${name})
        pkg_check_modules(${name} REQUIRED IMPORTED_TARGET GLOBAL ${name})
    endif()
endfunction()

# shoushi_library(NAME SOURCES a.c … DEPENDS targets… PRIVATE_DEPENDS targets… PACKAGES pkg…)
# PACKAGES are pkg-config modules that the folder's own sources use; they are not handed on, so that
# a library's headers reach only the folder that wraps it. Final linking still sees them.
function(shoushi_library name)
    cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS;PACKAGES" ${ARGN})
    add_library(${name} STATIC ${ARG_SOURCES})
    target_include_directories(${name} PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(${name} PUBLIC ${ARG_DEPENDS} PRIVATE shoushi_flags ${ARG_PRIVATE_DEPENDS})
    foreach(package IN LISTS ARG_PACKAGES)
        shoushi_package(${package})
        target_link_libraries(${name} PRIVATE PkgConfig::${package})
    endforeach()
endfunction()

# shoushi_program(NAME SOURCES main.c … DEPENDS targets… PACKAGES pkg…)
function(shoushi_program name)
    cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PACKAGES" ${ARGN})
    add_executable(${name} ${ARG_SOURCES})
    target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(${name} PRIVATE shoushi_flags ${ARG_DEPENDS})
    foreach(package IN LISTS ARG_PACKAGES)
        shoushi_package(${package})
        target_link_libraries(${name} PRIVATE PkgConfig::${package})
    endforeach()
endfunction()

# shoushi_test(NAME_test.c [LABEL quick] [TIMEOUT s] DEPENDS targets… PACKAGES pkg…): a cmocka program of its own, run
# by CTest, which ends what hangs: TIMEOUT is many times what it takes. LABEL may be several (quick threads). The test is
# named by its place below tests/, such as unit/core/base/error_test. With ENGINES it runs once more on PostgreSQL
# (tests/support/postgres), as …_postgresql.
function(shoushi_test source)
    cmake_parse_arguments(ARG "ENGINES" "TIMEOUT" "LABEL;DEPENDS;PACKAGES" ${ARGN})
    cmake_path(RELATIVE_PATH CMAKE_CURRENT_SOURCE_DIR BASE_DIRECTORY ${CMAKE_SOURCE_DIR}/tests
        OUTPUT_VARIABLE folder)
    cmake_path(GET source STEM stem)
    set(name ${folder}/${stem})
    string(REPLACE "/" "." target ${name})
    shoushi_package(cmocka)
    add_executable(${target} ${source})
    target_link_libraries(${target} PRIVATE shoushi_flags test_support ${ARG_DEPENDS} PkgConfig::cmocka)
    foreach(package IN LISTS ARG_PACKAGES)
        shoushi_package(${package})
        target_link_libraries(${target} PRIVATE PkgConfig::${package})
    endforeach()
    set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    add_test(NAME ${name} COMMAND ${target})
    if(NOT ARG_LABEL)
        set(ARG_LABEL quick)
    endif()
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 300)
    endif()
    if("threads" IN_LIST ARG_LABEL)
        add_dependencies(threads_tests ${target})
    endif()
    set_tests_properties(${name} PROPERTIES
        LABELS "${ARG_LABEL}" TIMEOUT ${ARG_TIMEOUT} SKIP_RETURN_CODE 77)
    if(ARG_ENGINES)
        math(EXPR longer "${ARG_TIMEOUT} + 120") # a cluster is made first
        add_test(NAME ${name}_postgresql COMMAND ${target})
        set_tests_properties(${name}_postgresql PROPERTIES ENVIRONMENT SHOUSHI_TEST_ENGINE=postgresql
            LABELS full TIMEOUT ${longer} SKIP_RETURN_CODE 77)
    endif()
endfunction()
