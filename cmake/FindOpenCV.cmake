# Debian's small OpenCV packages (libopencv-core-dev and the like) carry no CMake files; those come with libopencv-dev,
# which drags in hundreds of packages. So: OpenCV's own files where they are, its headers and libraries otherwise.
# Gives OpenCV_LIBS and one target per component.
find_package(OpenCV QUIET CONFIG COMPONENTS ${OpenCV_FIND_COMPONENTS})
if(NOT OpenCV_FOUND)
  include(FindPackageHandleStandardArgs)
  find_path(OpenCV_INCLUDE_DIR opencv2/core.hpp PATH_SUFFIXES opencv4)
  set(OpenCV_LIBS "")
  set(OpenCV_REQUIRED_FILES OpenCV_INCLUDE_DIR)
  foreach(component ${OpenCV_FIND_COMPONENTS})
    find_library(OpenCV_${component}_LIBRARY opencv_${component})
    list(APPEND OpenCV_REQUIRED_FILES OpenCV_${component}_LIBRARY)
    if(OpenCV_INCLUDE_DIR AND OpenCV_${component}_LIBRARY AND NOT TARGET opencv_${component})
      add_library(opencv_${component} UNKNOWN IMPORTED)
      set_target_properties(opencv_${component} PROPERTIES
        IMPORTED_LOCATION "${OpenCV_${component}_LIBRARY}"
        INTERFACE_INCLUDE_DIRECTORIES "${OpenCV_INCLUDE_DIR}")
    endif()
    list(APPEND OpenCV_LIBS opencv_${component})
  endforeach()
  find_package_handle_standard_args(OpenCV REQUIRED_VARS ${OpenCV_REQUIRED_FILES})
endif()
