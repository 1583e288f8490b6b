# Writes OUT with the checkout's `git describe`, only when it differs from what is there.
execute_process(COMMAND git -C ${SOURCE_DIR} describe --always --dirty --tags
                OUTPUT_VARIABLE DESCRIBE OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE FAILED)
if(FAILED OR DESCRIBE STREQUAL "")
  set(DESCRIBE "unknown")
endif()
set(TEXT "#pragma once\n#define SONOSWEEP_GIT_DESCRIBE \"${DESCRIBE}\"\n")
set(OLD "")
if(EXISTS ${OUT})
  file(READ ${OUT} OLD)
endif()
if(NOT OLD STREQUAL TEXT)
  file(WRITE ${OUT} "${TEXT}")
endif()
