#include "stats/paired_effect.h"

#include "stats/summary.h"

namespace sonosweep::stats {

PairedEffect paired_effect(const std::vector<double>& differences, const BootstrapOptions& options) {
  PairedEffect out;
  out.interval = bootstrap_mean(differences, options);
  const auto summary = summarize(differences);
  out.n = summary.n;
  out.mean = summary.mean;
  out.sd = summary.sd;
  if (summary.sd > 0) out.cohen_dz = summary.mean / summary.sd;
  return out;
}

}  // namespace sonosweep::stats
