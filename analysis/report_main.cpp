// sonosweep-report: a study as one page, and its figures.
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <optional>

#include "analysis/all_tables.h"
#include "analysis/figures/figure_files.h"
#include "analysis/figures/study_figures.h"
#include "analysis/read/one_study.h"
#include "analysis/read/study_results.h"
#include "analysis/report/report_page.h"
#include "analysis/tables/paper_tables.h"
#include "cli/command_line.h"
#include "cli/run_program.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "core/log.h"
#include "core/output_guard.h"
#include "core/output_kinds.h"
#include "core/utc_time.h"
#include "data/pack_reader.h"
#include "sweep/look_at_study.h"
#include "sweep/study_folder.h"

namespace {

using namespace sonosweep;
namespace po = boost::program_options;

// The pack of the study, where it is given.
std::optional<data::PackReader> open_pack(const std::string& path, const sweep::StudyRecord& record) {
  if (path.empty()) return std::nullopt;
  data::PackReader pack(path);
  if (pack.index().checksum != record.data_checksum)
    throw_error<UsageError>(
        "--data {}: is not the data set of this study (checksum {}, study.json says {} of '{}'); give the "
        "pack "
        "that the study was started with",
        path, pack.index().checksum, record.data_checksum, record.data_name);
  return pack;
}

// As the page's title says.
OutputKind report_output() {
  return html_output("a report of sonosweep", ": sonosweep report</title>");
}

// What runs and waits; a report is made without it where it cannot be told.
farm::StudyStatus status_of(const sweep::StudyFolder& folder) {
  try {
    return sweep::look_at_study(folder, unix_ms_now());
  } catch (const std::exception& error) {
    log_warning("what runs is not known: {}", error.what());
    return {};
  }
}

int run(int argc, const char* const* argv) {
  cli::CommandLine line(
      "sonosweep-report",
      "Writes RESULTS/report.html, one file that needs nothing else, and RESULTS/figures/*.{svg,png}. "
      "Works on a study that is not finished: what is missing is said.",
      "RESULTS");
  line.add_positional("results");
  line.options().add_options()("data", po::value<std::string>()->default_value(""),
                               "the study's pack: for the figures that show images");
  line.options().add_options()("paper", "the paper's printed tables beneath ours, its known slips as notes");
  line.add_force("a report or a figure");
  if (!line.parse(argc, argv)) return kExitDone;
  const sweep::StudyFolder folder(line.required("results"));

  OutputRules rules{line.files_read(), line.get<bool>("force")};
  rules.inputs.insert(rules.inputs.end(), {folder.study_file(), line.get<std::string>("data")});
  const auto page = folder.root() / "report.html";
  check_output(page, report_output(), rules);

  const auto results = analysis::read_study_results(folder);
  analysis::refuse_mixed_studies(results);
  analysis::refuse_changed_predictions(results.runs());
  const auto pack = open_pack(line.get<std::string>("data"), results.record());
  auto tables = analysis::all_tables(results);
  if (line.has("paper")) analysis::add_paper_rows(tables);
  const auto figures = analysis::study_figures({results, folder, pack ? &*pack : nullptr});
  for (const auto& figure : figures.left_out)
    log_warning("figure left out: {}: {}", figure.title, figure.reason);
  const OutputGuard guard(page, report_output(), rules, "sonosweep-report");
  analysis::write_figures(folder.root() / "figures", figures, rules);
  const auto status = status_of(folder);
  write_file_atomically(page, analysis::report_page({results, folder, status, tables, figures}));
  std::cout << fmt::format("{} figures in {}\n{}\n", figures.shown.size(),
                           (folder.root() / "figures").string(), page.string());
  return kExitDone;
}

}  // namespace

int main(int argc, char** argv) {
  return sonosweep::cli::run_program([&] { return run(argc, argv); });
}
