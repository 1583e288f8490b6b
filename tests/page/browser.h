// A page in headless Chromium, for tests.
#pragma once

#include <filesystem>
#include <string>

namespace sonosweep::testing {

class Browser {
 public:
  // Its profile, some hundred MB, lies on disk and not where TempDir is, which a container may limit to 64
  // MB.
  Browser();
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  // False where Chromium is not installed.
  static bool is_there();

  struct Run {
    int code = -1;  // exit code; -1: ended by a signal
    std::string out, err;
  };
  Run run(const std::string& arguments) const;

  // Puts tests/page/self_test.js and `steps`, a script that uses it, into a copy of the page, whose policy
  // admits them too, in its head, so that they hear of every error. Returns what stands in the element
  // #self-test afterwards, or "no answer: .." and what the browser said. `console`: what pages wrote to the
  // console, errors too.
  std::string self_test(std::string html, const std::string& steps, int width, std::string& console) const;

  // Writes a picture of the page's upper part. Returns the exit code.
  int screenshot(const std::filesystem::path& page, int width, int height,
                 const std::filesystem::path& png) const;

 private:
  std::filesystem::path folder_;
};

}  // namespace sonosweep::testing
