#include "page/browser.h"

#include <sys/wait.h>

#include <cstdlib>
#include <stdexcept>

#include "core/atomic_file.h"
#include "core/folder.h"
#include "core/sha256.h"
#include "page/base64.h"
#include "test_paths.h"

namespace sonosweep::testing {
namespace {

// As a content security policy names a script.
std::string script_hash(const std::string& script) {
  const std::string hex = sha256_hex(script);
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return page::base64(bytes);
}

}  // namespace

Browser::Browser() {
  auto name = (std::filesystem::temp_directory_path() / "sonosweep-browser-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  folder_ = name;
}

Browser::~Browser() {
  remove_tree(folder_);
}

bool Browser::is_there() {
  return std::system("command -v chromium >/dev/null 2>&1") == 0;
}

// As root, and where there is no /dev/shm to speak of, too. HOME: it writes there.
Browser::Run Browser::run(const std::string& arguments) const {
  const auto out = folder_ / "out", err = folder_ / "err";
  const std::string command =
      "HOME='" + folder_.string() +
      "' timeout 120 chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run "
      "--disable-extensions --user-data-dir='" +
      (folder_ / "profile").string() + "' " + arguments + " >'" + out.string() + "' 2>'" + err.string() + "'";
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_file(out), read_file(err)};
}

std::string Browser::self_test(std::string html, const std::string& steps, int width,
                               std::string& console) const {
  const std::string script = read_file(SONOSWEEP_SOURCE_DIR "/tests/page/self_test.js") + steps;
  html.insert(html.find("script-src ") + 11, "'sha256-" + script_hash(script) + "' ");
  html.insert(html.find("<title>"), "<script>" + script + "</script>");
  const auto copy = folder_ / "copy.html";
  write_file_atomically(copy, html);
  const Run ran = run("--enable-logging=stderr --window-size=" + std::to_string(width) +
                      ",900 --virtual-time-budget=20000 --dump-dom 'file://" + copy.string() + "'");
  console = ran.err.find("CONSOLE") == std::string::npos ? "" : ran.err;
  const std::string begin = "<pre id=\"self-test\">";
  const auto from = ran.out.find(begin);
  if (from == std::string::npos || ran.code != 0) return "no answer: " + ran.err.substr(0, 2000);
  return ran.out.substr(from + begin.size(), ran.out.find("</pre>", from) - from - begin.size());
}

int Browser::screenshot(const std::filesystem::path& page, int width, int height,
                        const std::filesystem::path& png) const {
  return run("--hide-scrollbars --window-size=" + std::to_string(width) + "," + std::to_string(height) +
             " --screenshot='" + png.string() + "' 'file://" + page.string() + "'")
      .code;
}

}  // namespace sonosweep::testing
