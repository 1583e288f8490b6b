// The end of a process in words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sonosweep::farm {

// What a line of a log says after "error: ", or "[name] error: ", at its start: so our programs write.
// Nothing for other lines.
std::optional<std::string_view> error_text(std::string_view line);

// "exit code 3 (bad data): <last error in the log>", "killed by signal 9 (SIGKILL; often out of memory)",
// "aborted (SIGABRT): <last line of the log>". signal_number 0: it ended by itself with exit_code.
std::string describe_death(int exit_code, int signal_number, const std::vector<std::string>& log_tail);

}  // namespace sonosweep::farm
