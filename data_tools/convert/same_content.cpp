#include "data_tools/convert/same_content.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <system_error>
#include <vector>

#include "core/error.h"
#include "core/sha256.h"
#include "core/stop_signal.h"
#include "core/unicode.h"
#include "data_tools/convert/ordered_channels.h"
#include "data_tools/images/image_file.h"

namespace sonosweep::data_tools {
namespace {

struct Content {
  std::vector<std::filesystem::path> files;  // empty: cannot be read
  std::vector<std::uintmax_t> sizes;
  std::string digest;  // "" where none was needed
};

Content look_at(const SourceVideo& video) {
  Content content;
  try {
    content.files =
        std::filesystem::is_directory(video.path) ? images_in(video.path) : std::vector{video.path};
    for (const auto& file : content.files) content.sizes.push_back(std::filesystem::file_size(file));
  } catch (const std::exception&) {
    return {};
  }
  return content;
}

// Of a single file its own digest, as sha256sum prints it; of several, that of their digests.
std::string digest_of(const Content& content) {
  try {
    if (content.files.size() == 1) return sha256_file(content.files.front());
    Sha256 all;
    for (const auto& file : content.files) all.add(sha256_file(file));
    return all.hex();
  } catch (const Error&) {
    return "";
  }
}

void add_fault(const SourceVideo& video, const char* kind, const std::string& text, Faults& faults) {
  faults.add_row(video.where.table, video.where.line, kind,
                 fmt::format("video '{}': {}", visible(video.row.id), text));
}

// Whether the digest which videos.csv gives is the file's.
bool is_as_given(const SourceVideo& video, const Content& content, Faults& faults) {
  std::error_code error;
  if (std::filesystem::is_directory(video.path, error)) {
    add_fault(video, "sha256 of a folder",
              fmt::format("sha256 is the digest of one file, {} is a folder; leave the field empty",
                          video.path.string()),
              faults);
    return false;
  }
  if (content.digest.empty() || content.digest == video.sha256) return true;
  add_fault(
      video, "other sha256",
      fmt::format(
          "{}: its sha256 is {}, expected {}: it is another file, or has changed; copy it again, or correct "
          "the table",
          video.path.string(), content.digest, video.sha256),
      faults);
  return false;
}

std::vector<Content> look_at_all(const SourceFolder& source, int jobs, const SourceCheck& check) {
  const auto& videos = source.videos;
  std::vector<Content> contents(videos.size());
  parallel_for(videos.size(), jobs, [&](std::size_t v) { contents[v] = look_at(videos[v]); });
  std::map<std::vector<std::uintmax_t>, std::size_t> sizes;
  for (std::size_t v = 0; v < videos.size(); ++v)
    if (!check.video_sizes[v].empty()) ++sizes[contents[v].sizes];
  parallel_for(videos.size(), jobs, [&](std::size_t v) {
    const bool compare = !check.video_sizes[v].empty() && sizes.at(contents[v].sizes) > 1;
    if (!contents[v].files.empty() && (compare || !videos[v].sha256.empty()) && stop_requested() == 0)
      contents[v].digest = digest_of(contents[v]);
  });
  return contents;
}

}  // namespace

void check_same_content(const SourceFolder& source, int jobs, SourceCheck& check, Faults& faults) {
  const auto& videos = source.videos;
  const auto contents = look_at_all(source, jobs, check);
  std::vector<bool> bad(videos.size(), false);
  std::map<std::string, std::size_t> first;  // by digest
  for (std::size_t v = 0; v < videos.size(); ++v) {
    const SourceVideo& video = videos[v];
    if (!video.sha256.empty()) bad[v] = !is_as_given(video, contents[v], faults);
    if (contents[v].digest.empty() || check.video_sizes[v].empty()) continue;
    const auto [place, is_new] = first.emplace(contents[v].digest, v);
    if (is_new) continue;
    const SourceVideo& other = videos[place->second];
    const std::string same =
        fmt::format("has the same content as video '{}' ({})", visible(other.row.id), other.where.text());
    if (video.row.patient == other.row.patient) {
      faults.note_row(
          video.where.table, video.where.line, "same content",
          fmt::format("video '{}': {} of the same patient, so it counts twice; remove one unless that is "
                      "meant",
                      visible(video.row.id), same));
      continue;
    }
    add_fault(
        video, "same content",
        fmt::format(
            "{}, but is patient '{}', not '{}': one of the two may train and the other test; correct the "
            "patient, or remove one",
            same, visible(video.row.patient), visible(other.row.patient)),
        faults);
    bad[v] = bad[place->second] = true;
  }
  for (std::size_t v = 0; v < videos.size(); ++v)
    if (bad[v]) check.video_sizes[v] = cv::Size();
}

}  // namespace sonosweep::data_tools
