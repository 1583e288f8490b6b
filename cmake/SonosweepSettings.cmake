# What every target shares: language level, warnings, sanitizers, output folders, external packages.
include(GNUInstallDirs)

if(NOT CMAKE_CXX_STANDARD)  # newer LibTorchs ask for more
  set(CMAKE_CXX_STANDARD 17)
endif()
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # A precompiled header holds time stamps and macros ccache would otherwise refuse to reuse. With paths relative to the
  # sources, clones of one tree share what was compiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()

add_library(sonosweep_settings INTERFACE)
target_compile_options(sonosweep_settings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor)
if(SONOSWEEP_WERROR)
  target_compile_options(sonosweep_settings INTERFACE -Werror)
  # g++ 12 and later see uninitialised members in temporaries that -O3 inlined away: said, not fatal.
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(sonosweep_settings INTERFACE -Wno-error=maybe-uninitialized)
  endif()
endif()
if(SONOSWEEP_SANITIZE)
  target_compile_options(sonosweep_settings INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer
                                                      -fno-sanitize-recover=undefined)
  target_link_options(sonosweep_settings INTERFACE -fsanitize=address,undefined)
endif()

# sonosweep_library(NAME SOURCES ... [DEPENDS ...]): one static library per folder of src/, data_tools/, ...
function(sonosweep_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/src ${CMAKE_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_DEPENDS} PRIVATE sonosweep_settings ${ARG_PRIVATE_DEPENDS})
endfunction()

# sonosweep_program(NAME SOURCES ... DEPENDS ...): one executable in bin/, installed.
function(sonosweep_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE sonosweep_settings ${ARG_DEPENDS})
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

# sonosweep_torch_headers(TARGET): spares a target whose files include LibTorch most of its compile time. Every file pays
# for what torch/torch.h instantiates, so they share a precompiled header and are compiled a few at a time.
function(sonosweep_torch_headers name)
  if(SONOSWEEP_PCH)
    if(name STREQUAL "sonosweep_nn")
      target_precompile_headers(${name} PRIVATE <torch/torch.h>)
    else()
      target_precompile_headers(${name} REUSE_FROM sonosweep_nn)
    endif()
  endif()
  if(SONOSWEEP_UNITY)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
  endif()
endfunction()

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
find_path(CSV_INCLUDE_DIR csv.h REQUIRED)
find_library(CSV_LIBRARY csv REQUIRED)
find_package(Boost REQUIRED COMPONENTS program_options)
find_package(nlohmann_json REQUIRED)
find_package(simdjson REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
set(HDF5_PREFER_PARALLEL OFF)
find_package(HDF5 REQUIRED COMPONENTS C)
if(SONOSWEEP_MPI)
  set(MPI_CXX_SKIP_MPICXX ON)
  find_package(MPI REQUIRED COMPONENTS CXX)
endif()
if(SONOSWEEP_TORCH)
  find_package(Torch REQUIRED)
endif()
if(SONOSWEEP_FIGURES)
  pkg_check_modules(RSVG IMPORTED_TARGET librsvg-2.0>=2.50 cairo)
  if(NOT RSVG_FOUND)
    message(FATAL_ERROR "sonosweep-report draws its figures with librsvg, which is not here: install librsvg2-dev, or "
                        "leave the program out with -DSONOSWEEP_FIGURES=OFF")
  endif()
endif()
if(SONOSWEEP_DATA_TOOLS)
  find_package(OpenCV REQUIRED COMPONENTS core imgproc imgcodecs videoio)
  find_package(JPEG REQUIRED)
  find_package(PNG REQUIRED)
  find_package(TIFF 4.5 REQUIRED)
  pkg_check_modules(FFMPEG IMPORTED_TARGET libavformat>=59 libavcodec>=59 libavutil>=57 libswscale>=6)
  if(NOT FFMPEG_FOUND)
    message(FATAL_ERROR "sonosweep-convert reads videos with FFmpeg 5 or later, which is not here: install "
                        "libavformat-dev libavcodec-dev libswscale-dev libavutil-dev, or leave the data tools out "
                        "with -DSONOSWEEP_DATA_TOOLS=OFF")
  endif()
endif()
if(SONOSWEEP_TESTS)
  find_package(GTest REQUIRED)
endif()
