#include "data/full_disk.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "core/error.h"

namespace sonosweep::data {

void limit_file_size(std::uintmax_t bytes) {
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit most{};
  getrlimit(RLIMIT_FSIZE, &most);
  most.rlim_cur = bytes;
  setrlimit(RLIMIT_FSIZE, &most);
}

int write_in_child(const std::filesystem::path& folder, const std::function<void()>& prepare,
                   const std::function<void()>& write, const std::string& cause) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);
    prepare();
    int code = kNoException;
    try {
      write();
    } catch (const Error& error) {
      const std::string text = error.what();
      const bool fine = text.find("a.h5") != std::string::npos && text.find(cause) != std::string::npos;
      if (!fine) fprintf(stderr, "%s\n", text.c_str());
      code = fine ? error.exit_code() : kWrongMessage;
    } catch (...) {
      code = kWrongException;
    }
    if (code != kNoException && !std::filesystem::is_empty(folder)) code = kLeftBehind;
    std::exit(code);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

}  // namespace sonosweep::data
