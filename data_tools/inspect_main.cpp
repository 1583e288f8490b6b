// sonosweep-inspect: what is inside a pack, and is it whole?
#include <filesystem>
#include <iostream>
#include <opencv2/imgcodecs.hpp>
#include <optional>

#include "cli/command_line.h"
#include "cli/run_program.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "core/log.h"
#include "core/output_guard.h"
#include "core/output_kinds.h"
#include "core/unicode.h"
#include "data/pack_reader.h"
#include "data_tools/inspect/inspect_report.h"
#include "data_tools/inspect/pack_facts.h"
#include "data_tools/inspect/pack_json.h"
#include "data_tools/inspect/page/pack_page.h"
#include "data_tools/inspect/preview.h"

namespace po = boost::program_options;
using namespace sonosweep;

namespace {

int run(int argc, char** argv) {
  cli::CommandLine line("sonosweep-inspect", "Says what is inside a pack.", "PACK.h5 ");
  line.options().add_options()("verify", po::bool_switch(),
                               "recompute all checksums instead (exit code 3 on damage)")(
      "preview", po::value<std::string>()->value_name("VIDEO"),
      "draw an annotated frame of this video with the confidence in colour instead")(
      "out", po::value<std::string>()->value_name("X.png"), "where the preview goes")(
      "report", po::value<std::string>()->value_name("X.html"),
      "write a page that shows every video, the labels, ranges and notes instead")(
      "json", po::bool_switch(), "print the same facts as JSON instead");
  line.add_force("a PNG image or a page of a pack");
  line.add_positional("PACK.h5");
  if (!line.parse(argc, argv)) return kExitDone;
  const auto path = line.required("PACK.h5");
  if (line.has("preview") != line.has("out")) throw UsageError("--preview VIDEO and --out X.png go together");
  if (line.get<bool>("json") && (line.has("preview") || line.has("report") || line.get<bool>("verify")))
    throw UsageError("--json prints JSON and nothing else: ask for --preview, --report and --verify apart");
  OutputRules rules{line.files_read(), line.get<bool>("force")};
  rules.inputs.emplace_back(path);
  std::optional<OutputGuard> picture_guard, page_guard;
  if (line.has("preview"))
    picture_guard.emplace(line.get<std::string>("out"), png_output(), rules, "sonosweep-inspect");
  if (line.has("report"))
    page_guard.emplace(line.get<std::string>("report"),
                       html_output("a page of sonosweep-inspect", data_tools::kPackPageMark), rules,
                       "sonosweep-inspect");
  const data::PackReader reader(path);
  if (line.has("preview")) {
    const cv::Mat picture = data_tools::draw_preview(reader, line.get<std::string>("preview"));
    std::vector<unsigned char> png;
    cv::imencode(".png", picture, png);
    write_file_atomically(line.get<std::string>("out"),
                          {reinterpret_cast<const char*>(png.data()), png.size()});
    std::cout << line.get<std::string>("out") << '\n';
  }
  if (line.get<bool>("verify")) {
    const auto faults = reader.verify();
    for (const auto& fault : faults) log_error("{}", fault);
    if (!faults.empty()) throw_error<DataError>("{}: damaged in {} place(s)", path, faults.size());
    std::cout << for_terminal(fmt::format("{}: whole, checksum {}\n", path, reader.index().checksum));
  }
  if (line.has("report")) {
    const auto facts = data_tools::pack_facts(reader);
    write_file_atomically(line.get<std::string>("report"),
                          data_tools::pack_page(reader, facts, std::filesystem::file_size(path)));
    std::cout << line.get<std::string>("report") << '\n';
  }
  if (line.get<bool>("json"))
    std::cout << data_tools::pack_json(reader.index(), data_tools::pack_facts(reader),
                                       std::filesystem::file_size(path));
  if (!line.has("preview") && !line.has("report") && !line.get<bool>("json") && !line.get<bool>("verify"))
    std::cout << data_tools::pack_report(reader);
  return kExitDone;
}

}  // namespace

int main(int argc, char** argv) {
  set_log_name("inspect");
  return cli::run_program([&] { return run(argc, argv); });
}
