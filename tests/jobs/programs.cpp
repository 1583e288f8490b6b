#include "jobs/programs.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

#include "core/atomic_file.h"
#include "process_helpers.h"
#include "temp_dir.h"
#include "test_paths.h"

namespace sonosweep::testing {
namespace {

namespace fs = std::filesystem;

pid_t launch(const std::vector<std::string>& command, const std::filesystem::path& out,
             const std::filesystem::path& err) {
  std::vector<char*> words;
  for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  const pid_t pid = fork();
  if (pid != 0) return pid;
  dup2(open("/dev/null", O_RDONLY), 0);
  dup2(open(out.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666), 1);
  dup2(open(err.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0666), 2);
  execvp(words[0], words.data());
  _exit(127);
}

}  // namespace

std::string program(const std::string& name) {
  return std::string(SONOSWEEP_BIN_DIR "/") + name;
}

Ended wait_for(pid_t pid) {
  int status = 0;
  waitpid(pid, &status, 0);
  Ended ended;
  if (WIFEXITED(status)) ended.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) ended.signal = WTERMSIG(status);
  return ended;
}

Ended run(const std::vector<std::string>& command) {
  TempDir dir;
  auto ended = wait_for(launch(command, dir / "out", dir / "err"));
  ended.out = read_file(dir / "out");
  ended.err = read_file(dir / "err");
  return ended;
}

Ended run_mpi(int ranks, const std::vector<std::string>& command) {
  setenv("OMPI_ALLOW_RUN_AS_ROOT", "1", 1);
  setenv("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1", 1);
  std::vector<std::string> all = {"mpirun", "--oversubscribe", "-n", std::to_string(ranks)};
  all.insert(all.end(), command.begin(), command.end());
  return run(all);
}

pid_t start(const std::vector<std::string>& command, const std::filesystem::path& log) {
  return launch(command, log, log);
}

bool kill_when_touched(const std::vector<std::string>& command, const fs::path& results,
                       const std::string& run_id, int number, const std::string& file) {
  const auto stamp = [&](int attempt) {
    std::error_code ignored;
    const auto time =
        fs::last_write_time(results / "attempts" / run_id / std::to_string(attempt) / file, ignored);
    return ignored ? fs::file_time_type::min() : time;
  };
  const auto log = results.parent_path() / "killed.log";
  const auto before = stamp(number - 1);  // a hard link has the same
  const pid_t pid = start(command, log);
  const bool seen = eventually([&] {
    const auto now = stamp(number);
    return (now != before && now != fs::file_time_type::min()) || !is_alive(pid);
  });
  kill(pid, SIGKILL);
  if (!seen) throw std::runtime_error(file + " was not written: " + read_file(log));
  return wait_for(pid).signal == SIGKILL;
}

std::filesystem::path make_tiny_pack(const std::filesystem::path& folder) {
  const auto source = folder / "source", pack = folder / "tiny.h5";
  for (const auto& command : {std::vector<std::string>{program("sonosweep-synth"), "--out", source.string(),
                                                       "--preset", "tiny", "--seed", "1"},
                              {program("sonosweep-convert"), source.string(), pack.string()}}) {
    const auto ended = run(command);
    if (ended.exit_code != 0) throw std::runtime_error(command[0] + " failed: " + ended.err);
  }
  return pack;
}

}  // namespace sonosweep::testing
