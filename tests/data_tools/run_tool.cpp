#include "data_tools/run_tool.h"

#include <sys/wait.h>

#include <cstdlib>

#include "core/atomic_file.h"
#include "temp_dir.h"
#include "test_paths.h"

namespace sonosweep::data_tools {

ToolRun run_tool(const std::string& program, const std::string& arguments, const std::string& before) {
  const testing::TempDir dir;
  const std::string command = "(" + before + " " + SONOSWEEP_BIN_DIR + "/" + program + " " + arguments +
                              ") >" + (dir / "out").string() + " 2>" + (dir / "err").string();
  const int status = std::system(command.c_str());
  ToolRun run;
  run.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  run.out = read_file(dir / "out");
  run.err = read_file(dir / "err");
  return run;
}

}  // namespace sonosweep::data_tools
