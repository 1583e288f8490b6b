#include "cli/run_program.h"

#include <exception>
#include <iostream>
#include <new>

#include "core/error.h"
#include "core/log.h"

namespace sonosweep::cli {

int run_program(const std::function<int()>& body) {
  try {
    const int code = body();
    if (!std::cout.flush()) throw Error("standard output: cannot write");
    return code;
  } catch (const Stopped& stopped) {
    log_info("{}", stopped.what());
    return stopped.exit_code();
  } catch (const Error& error) {
    log_error("{}", error.what());
    return error.exit_code();
  } catch (const std::bad_alloc&) {
    log_error("out of memory");
    return kExitFailed;
  } catch (const std::exception& error) {
    log_error("{}", error.what());
    return kExitFailed;
  }
}

}  // namespace sonosweep::cli
