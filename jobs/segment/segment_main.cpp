// sonosweep-segment: applies a segmenter, ours or a state_dict that Python saved, to the frames of a pack.
#include "cli/command_line.h"
#include "cli/run_program.h"
#include "core/error.h"
#include "core/log.h"
#include "core/stop_signal.h"
#include "core/text.h"
#include "jobs/segment/segment_job.h"

namespace po = boost::program_options;
using namespace sonosweep;

int main(int argc, char** argv) {
  set_log_name("segment");
  return cli::run_program([&] {
    cli::CommandLine line(
        "sonosweep-segment",
        "Applies a segmenter to the frames of a pack: /frame_index, /masks, /logits in OUT.h5.",
        "--data PACK.h5 --weights X.pt --out OUT.h5");
    line.options().add_options()("data", po::value<std::string>()->value_name("PACK.h5"), "the frames")(
        "weights", po::value<std::string>()->value_name("X.pt"),
        "best.pt of a segmentation run, or torch.save(model.state_dict(), ..) of an FPN of "
        "segmentation_models.pytorch")("out", po::value<std::string>()->value_name("OUT.h5"),
                                       "where the masks go")(
        "videos", po::value<std::string>()->value_name("A,B"), "only these (default: all)")(
        "logits", po::bool_switch(), "write the logits too")(
        "device", po::value<std::string>()->default_value("auto")->value_name("WHERE"), "auto, cpu or cuda")(
        "threads", po::value<int>()->default_value(1)->value_name("N"),
        "with as many as the study has, the masks are those of its caches");
    line.add_force("a segmentation file");
    if (!line.parse(argc, argv)) return kExitDone;
    jobs::SegmentRequest request;
    request.data = line.required("data");
    request.weights = line.required("weights");
    request.out = line.required("out");
    if (line.has("videos")) {
      request.videos = split_list(line.get<std::string>("videos"));
      if (request.videos.empty()) throw UsageError("--videos: names no video; leave it out for all");
    }
    request.logits = line.get<bool>("logits");
    request.force = line.get<bool>("force");
    request.other_inputs = line.files_read();
    request.device = line.get<std::string>("device");
    request.threads = line.get<int>("threads");
    if (request.device != "auto" && request.device != "cpu" && request.device != "cuda")
      throw_error<UsageError>("--device {}: expected auto, cpu or cuda", request.device);
    if (request.threads < 1 || request.threads > 1024)
      throw_error<UsageError>("--threads {}: expected 1 to 1024", request.threads);
    install_stop_signals();
    jobs::segment(request);
    return kExitDone;
  });
}
