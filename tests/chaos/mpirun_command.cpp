#include "chaos/mpirun_command.h"

#include <unistd.h>

#include <cstdio>
#include <initializer_list>

namespace sonosweep::chaos {
namespace {

int open_mpi_version() {
  static const int version = [] {
    int number = 0;
    if (FILE* pipe = ::popen(MPIRUN " --version", "r")) {
      if (std::fscanf(pipe, "mpirun (Open MPI) %d", &number) != 1) number = 0;
      ::pclose(pipe);
    }
    return number;
  }();
  return version;
}

}  // namespace

std::vector<std::string> mpirun_words(int ranks) {
  std::vector<std::string> words{MPIRUN};
  const auto add = [&](std::initializer_list<const char*> more) {
    words.insert(words.end(), more.begin(), more.end());
  };
  // Since version 5 there is none: the end of a rank is the end of all.
  if (open_mpi_version() == 4) add({"--enable-recovery"});
  add({"--mca", "pml", "ob1", "--mca", "btl", open_mpi_version() >= 5 ? "self,sm,tcp" : "self,vader,tcp"});
  add({"--oversubscribe", "--bind-to", "none", "-n"});
  words.push_back(std::to_string(ranks));
  return words;
}

std::vector<std::string> mpirun_environment() {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) environment.emplace_back(*entry);
  for (const char* name : {"OMPI", "PRTE"})
    for (const char* what : {"_ALLOW_RUN_AS_ROOT=1", "_ALLOW_RUN_AS_ROOT_CONFIRM=1"})
      environment.push_back(std::string(name) + what);
  environment.emplace_back("ASAN_OPTIONS=detect_leaks=0");  // Open MPI's own
  return environment;
}

}  // namespace sonosweep::chaos
