// For LD_PRELOAD: a file system that takes its time. SONOSWEEP_SLOW_FILES=MICROSECONDS:FOLDER delays calls
// that open, make, rename or remove something below FOLDER, and every fsync, by up to so much.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace {

struct Setup {
  unsigned limit_us = 0;
  const char* folder = nullptr;
  std::size_t length = 0;
};

const Setup& setup() {
  static const Setup known = [] {
    Setup read;
    const char* text = std::getenv("SONOSWEEP_SLOW_FILES");
    const char* colon = text == nullptr ? nullptr : std::strchr(text, ':');
    if (colon == nullptr) return read;
    read.limit_us = static_cast<unsigned>(std::atoi(text));
    read.folder = colon + 1;
    read.length = std::strlen(read.folder);
    return read;
  }();
  return known;
}

void wait_a_little() {
  static thread_local unsigned state = static_cast<unsigned>(::getpid());
  state = state * 1664525U + 1013904223U;
  timespec time{0, static_cast<long>((state >> 8) % (setup().limit_us + 1)) * 1000};
  ::nanosleep(&time, nullptr);
}

void look(const char* path) {
  if (setup().limit_us > 0 && path != nullptr && std::strncmp(path, setup().folder, setup().length) == 0)
    wait_a_little();
}

template <typename Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

// The third argument is there where the flags ask for it.
#define OPEN(name)                                                                       \
  extern "C" int name(const char* path, int flags, ...) {                                \
    static const auto real = next<int (*)(const char*, int, ...)>(#name);                \
    va_list more;                                                                        \
    va_start(more, flags);                                                               \
    const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0; \
    va_end(more);                                                                        \
    look(path);                                                                          \
    return real(path, flags, mode);                                                      \
  }
OPEN(open)
OPEN(open64)

extern "C" int rename(const char* from, const char* to) noexcept {
  static const auto real = next<int (*)(const char*, const char*)>("rename");
  look(to);
  return real(from, to);
}

extern "C" int link(const char* from, const char* to) noexcept {
  static const auto real = next<int (*)(const char*, const char*)>("link");
  look(to);
  return real(from, to);
}

extern "C" int mkdir(const char* path, mode_t mode) noexcept {
  static const auto real = next<int (*)(const char*, mode_t)>("mkdir");
  look(path);
  return real(path, mode);
}

extern "C" int unlink(const char* path) noexcept {
  static const auto real = next<int (*)(const char*)>("unlink");
  look(path);
  return real(path);
}

extern "C" int fsync(int fd) {
  static const auto real = next<int (*)(int)>("fsync");
  if (setup().limit_us > 0) wait_a_little();
  return real(fd);
}
