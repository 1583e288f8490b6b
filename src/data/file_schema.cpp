#include "data/file_schema.h"

#include <fstream>
#include <string_view>

#include "core/error.h"
#include "data/h5_file.h"
#include "data/pack.h"
#include "data/segmentation_file.h"

namespace sonosweep::data {
namespace {

bool begins_as_h5(const std::filesystem::path& path) {
  constexpr std::string_view kSignature = "\x89HDF\r\n\x1a\n";
  char head[kSignature.size()] = {};
  std::ifstream(path, std::ios::binary).read(head, sizeof head);
  return std::string_view(head, sizeof head) == kSignature;
}

OutputKind of_schema(const std::string& name, const std::string& schema) {
  return {name, [schema](const std::filesystem::path& path) -> std::string {
            try {
              const auto found = schema_of(path);
              if (found == schema) return {};
              return found.empty() ? "an HDF5 file of another program"
                                   : fmt::format("its schema is {}", found);
            } catch (const std::exception& error) {
              if (!begins_as_h5(path)) return "is no HDF5 file";
              std::string why = error.what();
              const auto shown = path.string() + ": ";
              return why.rfind(shown, 0) == 0 ? why.substr(shown.size()) : why;
            }
          }};
}

}  // namespace

std::string schema_of(const std::filesystem::path& path) {
  const auto file = H5File::open(path, {"file of sonosweep", "write it again"});
  return file.has_attribute("/", "schema") ? file.read_text_attribute("/", "schema") : std::string();
}

bool is_pack(const std::filesystem::path& path) {
  return pack_output().mismatch(path).empty();
}

OutputKind pack_output() {
  return of_schema("a pack", kPackSchema);
}

OutputKind segmentation_output() {
  return of_schema("a segmentation file", kSegmentationSchema);
}

}  // namespace sonosweep::data
