#include "data_tools/convert/shared_maps.h"

#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <tuple>

#include "core/unicode.h"

namespace sonosweep::data_tools {
namespace {

// By whatever name: links, "./".
std::filesystem::path real_path(const std::filesystem::path& path) {
  std::error_code error;
  const auto real = std::filesystem::canonical(path, error);
  return error ? path : real;
}

}  // namespace

void note_shared_maps(const SourceFolder& source, const std::vector<PaintedMap>& maps, Faults& faults) {
  std::map<std::tuple<std::string, std::filesystem::path, MapChannel, bool>, const PaintedMap*> first;
  for (const auto& painted : maps) {
    const SourceMap& map = *painted.map;
    const auto [place, is_new] = first.emplace(
        std::tuple(map.where.table, real_path(map.path), map.options.channel, map.options.invert), &painted);
    const SourceMap& other = *place->second->map;
    if (is_new || other.where.line == map.where.line) continue;
    const SourceAnnotation& annotation = *place->second->annotation;
    faults.note_row(
        map.where.table, map.where.line, "shared map",
        fmt::format(
            "{}: is also the map of line {} (video '{}', frame {}, annotator '{}', class '{}'); name the "
            "file that was painted for this row, unless one map is meant for both",
            map.path.string(), other.where.line, visible(source.videos[annotation.video].row.id),
            annotation.frame, visible(annotation.annotator), source.classes.at(other.channel)));
  }
}

}  // namespace sonosweep::data_tools
