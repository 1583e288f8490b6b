#include "farm/processes/child_environment.h"

#include <algorithm>
#include <cstring>
#include <iterator>

extern char** environ;

namespace sonosweep::farm {
namespace {

bool starts_with(const char* text, const char* prefix) {
  return std::strncmp(text, prefix, std::strlen(prefix)) == 0;
}

}  // namespace

std::vector<std::string> child_environment(int threads) {
  static constexpr const char* kDropped[] = {"OMPI_",
                                             "OPAL_",
                                             "ORTE_",
                                             "PMIX_",
                                             "PMI_",
                                             "PMI2_",
                                             "PRTE_",
                                             "MPI_",
                                             "MPIR_",
                                             "MPICH",
                                             "HYDRA_",
                                             "HYDI_",
                                             "I_MPI_",
                                             "MV2_",
                                             "SONOSWEEP_ATTEMPT=",
                                             "SONOSWEEP_ATTEMPT_FOLDER=",
                                             "SONOSWEEP_RUN="};
  static constexpr const char* kThreads[] = {"OMP_NUM_THREADS=", "OPENBLAS_NUM_THREADS=", "MKL_NUM_THREADS=",
                                             "BLIS_NUM_THREADS=", "OMP_THREAD_LIMIT="};
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const auto matches = [&](const char* prefix) { return starts_with(*entry, prefix); };
    if (std::none_of(std::begin(kDropped), std::end(kDropped), matches) &&
        std::none_of(std::begin(kThreads), std::end(kThreads), matches))
      result.emplace_back(*entry);
  }
  for (const char* name : kThreads)
    if (!starts_with(name, "OMP_THREAD_LIMIT")) result.push_back(name + std::to_string(threads));
  return result;
}

}  // namespace sonosweep::farm
