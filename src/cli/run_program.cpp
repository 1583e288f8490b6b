#include "cli/run_program.h"

#include <cerrno>
#include <csignal>
#include <exception>
#include <iostream>
#include <new>

#include "core/error.h"
#include "core/log.h"

namespace sonosweep::cli {

namespace {

void flush_output() {
  errno = 0;
  if (std::cout.flush()) return;
  const int reason = errno;  // 0: it failed before
  throw_error<Error>("standard output: cannot write{}",
                     reason != 0 ? fmt::format(" ({})", errno_text(reason)) : "");
}

}  // namespace

int run_program(const std::function<int()>& body) {
  // A file that grows beyond the limit (ulimit -f) is to fail with EFBIG: the signal would end us without a
  // word.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    const int code = body();
    flush_output();
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
