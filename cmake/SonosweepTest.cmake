# How test programs are built and announced to CTest.

# Where things lie on this machine, for the few tests that ask: as a header and not on every command line, so that
# clones of one tree share what the compiler cache holds.
set(TEST_PATHS_FOLDER ${CMAKE_BINARY_DIR}/tests/include)
file(CONFIGURE OUTPUT ${TEST_PATHS_FOLDER}/test_paths.h CONTENT
"#pragma once
#define SONOSWEEP_SOURCE_DIR \"${CMAKE_SOURCE_DIR}\"
#define SONOSWEEP_BIN_DIR \"${CMAKE_BINARY_DIR}/bin\"
")

# sonosweep_test(NAME SOURCES ... DEPENDS ... [LABELS ...] [WHOLE]): one test program per folder.
# Each case is a CTest test of its own, unless WHOLE: programs that link LibTorch take most of a second to start.
function(sonosweep_test name)
  cmake_parse_arguments(ARG "WHOLE" "" "SOURCES;DEPENDS;LABELS" ${ARGN})
  if(NOT ARG_LABELS)
    set(ARG_LABELS unit)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE sonosweep_settings ${ARG_DEPENDS} GTest::gmock GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/tests ${TEST_PATHS_FOLDER})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  if(ARG_WHOLE)
    add_test(NAME ${name} COMMAND ${name})
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}")
  else()
    # What test cases say themselves is compiled fast, not to be fast: with sanitizers that is half of its time.
    target_compile_options(${name} PRIVATE -O0)
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST TEST_PREFIX "${name}." PROPERTIES LABELS "${ARG_LABELS}")
  endif()
endfunction()
