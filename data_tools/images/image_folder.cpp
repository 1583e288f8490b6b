#include "data_tools/images/image_folder.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "data_tools/images/bit_depth.h"
#include "data_tools/images/image_file.h"
#include "data_tools/images/image_order.h"
#include "data_tools/images/orientation.h"

namespace sonosweep::data_tools {
namespace {

class ImagesSource : public FrameSource {
 public:
  // `shown` names the whole in messages.
  ImagesSource(std::filesystem::path shown, std::vector<std::filesystem::path> images, FrameOptions options,
               std::string note)
      : shown_(std::move(shown)),
        images_(std::move(images)),
        options_(options),
        order_note_(std::move(note)) {}

  bool next(cv::Mat& frame) override {
    if (next_ == images_.size()) return false;
    const auto& path = images_[next_];
    const Image image = read_image(path);
    check_size(image);
    if (options_.bit_depth) check_bits(path, image.pixels);
    bits_.look(image.pixels);
    if (image.orientation != 1) ++turned_[image.orientation];
    frame = to_gray8(image.pixels, path,
                     image.pixels.depth() == CV_16U ? (1 << options_.bit_depth.value_or(16)) - 1 : 255);
    ++next_;
    return true;
  }

  std::vector<std::string> notes() const override {
    std::vector<std::string> notes;
    if (!order_note_.empty()) notes.push_back(fmt::format("{}: {}", shown_.string(), order_note_));
    if (const auto bits = bits_.bits(); bits && !options_.bit_depth)
      notes.push_back(fmt::format(
          "{}: the values of its images of 16 bits end at {}, as if {} bits stood in 16; the brightest pixel "
          "becomes {} of 255. A column bit_depth = {} in videos.csv scales them right; 16 says that they are "
          "meant",
          shown_.string(), bits_.largest(), *bits, (bits_.largest() * 255 + 32767) / 65535, *bits));
    for (const auto& [orientation, count] : turned_)
      notes.push_back(
          fmt::format("{}: {} of {} images {}, as their EXIF orientation {} says and viewers show them; maps "
                      "and masks must "
                      "be painted on the turned picture",
                      shown_.string(), count, images_.size(), describe_turn(orientation), orientation));
    return notes;
  }

 private:
  void check_size(const Image& image) {
    const cv::Size size = image.pixels.size();
    if (next_ == 0) size_ = size;
    if (size == size_) return;
    throw_error<DataError>(
        "{}: frame {} is {}x{}{}, the first one is {}x{}; all frames of a video have one size",
        shown_.string(), next_, size.height, size.width,
        image.orientation >= 5 ? fmt::format(" as its EXIF orientation {} turns it", image.orientation) : "",
        size_.height, size_.width);
  }
  void check_bits(const std::filesystem::path& path, const cv::Mat& pixels) const {
    const int bits = *options_.bit_depth;
    if (pixels.depth() == CV_8U && bits != 8)
      throw_error<DataError>(
          "{}: has 8 bits a value, and bit_depth = {} in videos.csv is for images of 16; leave it empty",
          path.string(), bits);
    double largest = 0;
    cv::minMaxLoc(pixels.reshape(1), nullptr, &largest);
    if (largest >= 1 << bits)
      throw_error<DataError>(
          "{}: value {} is above 2^bit_depth - 1 = {}; correct bit_depth = {} in videos.csv", path.string(),
          largest, (1 << bits) - 1, bits);
  }

  std::filesystem::path shown_;
  std::vector<std::filesystem::path> images_;
  FrameOptions options_;
  std::string order_note_;
  std::size_t next_ = 0;
  cv::Size size_;
  UsedBits bits_;
  std::map<int, std::size_t> turned_;  // orientation: how many images
};

}  // namespace

std::unique_ptr<FrameSource> open_image_folder(const std::filesystem::path& folder,
                                               const FrameOptions& options) {
  auto images = images_in(folder);
  Numbering numbering;
  if (!options.any_numbering) numbering = check_numbering(images);
  if (!numbering.fault.empty()) throw_error<DataError>("{}: {}", folder.string(), numbering.fault);
  return std::make_unique<ImagesSource>(folder, std::move(images), options, numbering.note);
}

std::unique_ptr<FrameSource> open_image(const std::filesystem::path& path, const FrameOptions& options) {
  return std::make_unique<ImagesSource>(path, std::vector{path}, options, "");
}

}  // namespace sonosweep::data_tools
