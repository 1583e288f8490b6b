// Runs one of our programs as a user does.
#pragma once

#include <filesystem>
#include <string>

namespace sonosweep::data_tools {

struct ToolRun {
  int code = -1;  // exit code; -1: ended by a signal
  std::string out, err;
};
// `arguments` as in a shell; `before` are shell commands before it.
ToolRun run_tool(const std::string& program, const std::string& arguments, const std::string& before = "");

}  // namespace sonosweep::data_tools
