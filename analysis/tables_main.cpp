// sonosweep-tables: the tables of a study, whole or still running.
#include <iostream>

#include "analysis/all_tables.h"
#include "analysis/compare/negative_control.h"
#include "analysis/compare/positive_control.h"
#include "analysis/read/one_study.h"
#include "analysis/read/study_results.h"
#include "analysis/render/render_markdown.h"
#include "analysis/render/table_files.h"
#include "analysis/tables/constant_networks.h"
#include "analysis/tables/paper_tables.h"
#include "analysis/verify/verify_report.h"
#include "analysis/verify/verify_results.h"
#include "cli/command_line.h"
#include "cli/run_program.h"
#include "core/error.h"
#include "core/log.h"
#include "core/text.h"
#include "core/unicode.h"
#include "sweep/study_folder.h"

namespace {

using namespace sonosweep;

int run(int argc, const char* const* argv) {
  cli::CommandLine line(
      "sonosweep-tables",
      "Writes RESULTS/tables/*.{md,csv,tex,html} and prints the tables. Runs without a result are "
      "named and leave gaps.",
      "RESULTS");
  line.add_positional("results");
  line.options().add_options()(
      "verify",
      "write nothing: say which cells rest on another binary, study or data set, on "
      "missing or damaged results, on files that are no longer what they were, or on metrics and counts that "
      "are not those of the predictions or cannot be; and what of study.json does not fit the results; exit "
      "code 1 if any do");
  line.options().add_options()("paper", "the paper's printed tables beneath ours, its known slips as notes");
  line.options().add_options()("permutations", boost::program_options::value<std::size_t>()->value_name("N"),
                               "negative control alone: metrics of the clinical tasks with the test "
                               "patients' outcomes permuted N times "
                               "(200, say; fixed seed), against chance; exit code 1 if any is better");
  line.options().add_options()("positive-control",
                               "positive control alone: of a study on planted_clinical data, whether the "
                               "clinical tasks see what is planted; exit code 1 if they do not");
  line.options().add_options()("fail-on-constant",
                               "exit code 1, after all is written, if a clinical network gives everybody the "
                               "same answer, or if that cannot be told of one (fewer than two samples, equal "
                               "targets, no predictions): for data in which there is something to see");
  line.add_force("a table");
  if (!line.parse(argc, argv)) return kExitDone;
  if (line.has("verify") + line.has("permutations") + line.has("positive-control") > 1)
    throw UsageError("--verify, --permutations and --positive-control: each is a call of its own");
  const sweep::StudyFolder folder(line.required("results"));

  OutputRules rules{line.files_read(), line.get<bool>("force")};
  rules.inputs.push_back(folder.study_file());

  const auto results = analysis::read_study_results(folder);
  const auto constant = analysis::constant_sentence(results);
  const auto unjudged = line.has("fail-on-constant") ? analysis::unjudged_sentence(results) : std::string();
  if (!unjudged.empty()) log_error("--fail-on-constant: {}", unjudged);
  const bool fails = line.has("fail-on-constant") && !(constant.empty() && unjudged.empty());
  if (line.has("verify")) {
    const auto report = analysis::verify_report(results, analysis::verify_results(results, folder));
    std::cout << for_terminal(report.text);
    return report.all_is_well && !fails ? kExitDone : kExitFailed;
  }
  analysis::refuse_mixed_studies(results);
  analysis::refuse_changed_predictions(results.runs());
  for (const auto& task : results.record().skipped_tasks) log_warning("task left out: {}", task);
  for (const auto& problem : analysis::problems_of(results.runs())) log_warning("{}", problem);
  if (!constant.empty())
    log_warning("{}; see the notes of the tables: {}", constant,
                join(analysis::constant_rows(results), "; "));
  if (line.has("permutations")) {
    analysis::NegativeControlOptions options;
    options.permutations = line.get<std::size_t>("permutations");
    const auto control = analysis::negative_control(results, options);
    if (control.rows.empty())
      throw UsageError("--permutations: no predictions of clinical runs to judge: " +
                       (control.notes.empty() ? std::string("none has run") : join(control.notes, " ")));
    const auto table = analysis::negative_control_table(control, results);
    analysis::write_tables(folder.tables(), {table}, rules);
    std::cout << for_terminal(analysis::render_markdown(table)) << '\n';
    return control.is_at_chance() && !fails ? kExitDone : kExitFailed;
  }
  if (line.has("positive-control")) {
    const auto control = analysis::positive_control(results);
    for (const auto& warning : control.warnings) log_warning("--positive-control: {}", warning);
    const auto table = analysis::positive_control_table(control, results);
    analysis::write_tables(folder.tables(), {table}, rules);
    std::cout << for_terminal(analysis::render_markdown(table)) << '\n';
    return control.holds() && !fails ? kExitDone : kExitFailed;
  }
  auto tables = analysis::all_tables(results);
  if (line.has("paper")) analysis::add_paper_rows(tables);
  analysis::write_tables(folder.tables(), tables, rules);
  for (const auto& table : tables)
    if (!table.csv_only) std::cout << for_terminal(analysis::render_markdown(table)) << '\n';
  return fails ? kExitFailed : kExitDone;
}

}  // namespace

int main(int argc, char** argv) {
  return sonosweep::cli::run_program([&] { return run(argc, argv); });
}
