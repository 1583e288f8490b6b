// What was packed, as text: summary_text() of converter.h.
#include "core/text.h"
#include "data_tools/convert/converter.h"

namespace sonosweep::data_tools {

std::string summary_text(const ConvertOptions& options, const ConvertResult& result) {
  std::string text =
      fmt::format("{}: {} videos, {} frames of {}x{}, {} patients\n", options.output.string(), result.videos,
                  result.frames, result.size.height, result.size.width, result.patients);
  text += fmt::format("  annotations   {}\n", result.annotations);
  for (const auto& [name, count] : result.annotations_per_class)
    text += fmt::format("    {:<24} {}\n", name, count);
  text += clinical_summary(result.clinical);
  for (const auto& columns : result.further_columns) text += fmt::format("  kept as text  {}\n", columns);
  if (result.true_frames) text += "  true masks    of every frame\n";
  std::error_code error;
  const auto bytes = std::filesystem::file_size(options.output, error);
  if (!error) text += fmt::format("  file size     {}\n", human_bytes(static_cast<double>(bytes)));
  if (const auto notes = result.faults.notes().size(); notes > 0)
    text += fmt::format("  notes         {} (above)\n", notes);
  text += fmt::format("  left out      {}\n", result.faults.count());
  for (const auto& fault : result.faults.texts()) text += fmt::format("    {}\n", fault);
  return text;
}

}  // namespace sonosweep::data_tools
