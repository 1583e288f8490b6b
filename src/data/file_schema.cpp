#include "data/file_schema.h"

#include "core/error.h"
#include "data/h5_file.h"
#include "data/pack.h"
#include "data/segmentation_file.h"

namespace sonosweep::data {
namespace {

OutputKind of_schema(const std::string& name, const std::string& schema) {
  return {name, [schema](const std::filesystem::path& path) -> std::string {
            try {
              const auto found = schema_of(path);
              if (found == schema) return {};
              return found.empty() ? "an HDF5 file of another program"
                                   : fmt::format("its schema is {}", found);
            } catch (const std::exception& error) {
              std::string why = error.what();
              const auto shown = path.string() + ": ";
              return why.rfind(shown, 0) == 0 ? why.substr(shown.size()) : why;
            }
          }};
}

}  // namespace

std::string schema_of(const std::filesystem::path& path) {
  const auto file = H5File::open(path, {"file of this program", "choose another name"});
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
