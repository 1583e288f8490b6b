#include "data_tools/images/image_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "data_tools/faults.h"

namespace sonosweep::data_tools {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A name without its extension: text, number, text, number, .., text.
struct Name {
  std::vector<std::string> texts, numbers;

  explicit Name(const std::filesystem::path& path) : texts(1) {
    const std::string stem = path.stem().string();
    for (std::size_t i = 0; i < stem.size();) {
      if (!is_digit(stem[i])) {
        texts.back() += stem[i++];
        continue;
      }
      const auto end = static_cast<std::size_t>(
          std::find_if_not(stem.begin() + static_cast<std::ptrdiff_t>(i), stem.end(), is_digit) -
          stem.begin());
      const std::string written = stem.substr(i, end - i);
      numbers.push_back(written.substr(std::min(written.find_first_not_of('0'), written.size() - 1)));
      texts.emplace_back();
      i = end;
    }
  }
};

// Of numbers without leading zeros, of any length: < 0, 0, > 0.
int compare_numbers(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.compare(b);
}

int compare_names(const Name& a, const Name& b) {
  for (std::size_t i = 0; i < std::min(a.texts.size(), b.texts.size()); ++i) {
    if (const int order = a.texts[i].compare(b.texts[i]); order != 0) return order;
    const bool more_a = i < a.numbers.size(), more_b = i < b.numbers.size();
    if (more_a != more_b) return more_a ? 1 : -1;
    if (!more_a) return 0;
    if (const int order = compare_numbers(a.numbers[i], b.numbers[i]); order != 0) return order;
  }
  return 0;
}

// b - a, where both fit; they differ by far more than a folder has images otherwise.
std::optional<std::int64_t> difference(std::string a, std::string b) {
  constexpr std::size_t kDigits = 18;
  if (a.size() == b.size() && a.size() > kDigits) {  // time stamps of 20 digits: what they share cancels out
    const std::size_t shared = a.size() - kDigits;
    if (a.compare(0, shared, b, 0, shared) != 0) return std::nullopt;
    a.erase(0, shared);
    b.erase(0, shared);
  }
  if (a.size() > kDigits || b.size() > kDigits) return std::nullopt;
  return std::stoll(b) - std::stoll(a);
}

constexpr const char* kCure = "or say images = any in videos.csv if this is meant";

class Check {
 public:
  explicit Check(const std::vector<std::filesystem::path>& images) : images_(images) {
    for (const auto& image : images) names_.emplace_back(image);
  }

  Numbering run() {
    if (images_.size() < 2) return {};
    const bool numberless =
        std::all_of(names_.begin(), names_.end(), [](const Name& name) { return name.numbers.empty(); });
    if (numberless)
      return {"",
              fmt::format("its {} images have no numbers in their names and stand in the order of these: {} "
                          "first, {} last; number them if this is not the order in time",
                          images_.size(), file(0), file(images_.size() - 1))};
    for (std::size_t i = 1; i < names_.size(); ++i)
      if (names_[i].texts != names_[0].texts)
        return {
            fmt::format("its images are named in several ways ({}, {}), so their order is not known; name "
                        "them alike but for one number, {}",
                        file(0), file(i), kCure),
            ""};
    std::vector<std::size_t> varying;
    for (std::size_t c = 0; c < names_[0].numbers.size(); ++c)
      if (varies(c)) varying.push_back(c);
    for (const std::size_t c : varying)
      if (counts(c)) return {};
    if (varying.size() > 1)
      return {
          fmt::format("{} numbers in the names of its images vary ({}, {}) and none of them counts frame by "
                      "frame; name them alike but for one number, {}",
                      varying.size(), file(0), file(1), kCure),
          ""};
    return {one_number(varying.empty() ? 0 : varying[0]), ""};
  }

 private:
  std::string file(std::size_t i) const { return images_[i].filename().string(); }
  const std::string& number(std::size_t i, std::size_t c) const { return names_[i].numbers[c]; }
  bool varies(std::size_t c) const {
    return std::any_of(names_.begin(), names_.end(),
                       [&](const Name& name) { return name.numbers[c] != names_[0].numbers[c]; });
  }
  bool counts(std::size_t c) const {
    for (std::size_t i = 1; i < names_.size(); ++i)
      if (difference(number(i - 1, c), number(i, c)) != 1) return false;
    return true;
  }

  // Only number c varies: what keeps it from counting one by one?
  std::string one_number(std::size_t c) const {
    std::vector<std::string> doubles, missing;
    std::optional<std::int64_t> step;
    bool one_step = true;
    std::size_t gap = 0;  // the first image behind a gap
    for (std::size_t i = 1; i < names_.size(); ++i) {
      const auto by = difference(number(i - 1, c), number(i, c));
      if (!step) step = by;
      one_step &= by && by == step;
      if (by == 0) doubles.push_back(fmt::format("{} and {}", file(i - 1), file(i)));
      if (by == 0 || by == 1) continue;
      if (gap == 0) gap = i;
      for (std::int64_t k = 1; by && k < *by && k <= kMostNamed; ++k)
        if (number(i - 1, c).size() <= 18)
          missing.push_back(std::to_string(std::stoll(number(i - 1, c)) + k));
    }
    if (!doubles.empty())
      return fmt::format("a number stands twice among its images ({}); remove one of them, {}",
                         some_of(doubles, 3), kCure);
    const std::string between = fmt::format("{} is followed by {}", file(gap - 1), file(gap));
    if (one_step && names_.size() > 2)
      return fmt::format(
          "the numbers of its images go in steps of {} ({}); frame n of annotations.csv is the nth "
          "image, counted from 0: give all images, {}",
          *step, between, kCure);
    if (missing.empty())
      return fmt::format("numbers are missing among its images: {}; add them, {}", between, kCure);
    return fmt::format("{} missing among the numbers of its images: {} ({}); add {}, {}",
                       missing.size() == 1 ? "one is" : "some are", some_of(missing), between,
                       missing.size() == 1 ? "it" : "them", kCure);
  }

  static constexpr std::int64_t kMostNamed = 5;
  const std::vector<std::filesystem::path>& images_;
  std::vector<Name> names_;
};

}  // namespace

void sort_naturally(std::vector<std::filesystem::path>& images) {
  struct Keyed {
    Name name;
    std::size_t length;  // leading zeros: 7 before 07
    std::filesystem::path path;
  };
  std::vector<Keyed> keyed;
  for (const auto& image : images) keyed.push_back({Name(image), image.stem().string().size(), image});
  std::sort(keyed.begin(), keyed.end(), [](const Keyed& a, const Keyed& b) {
    if (const int order = compare_names(a.name, b.name); order != 0) return order < 0;
    return a.length != b.length ? a.length < b.length : a.path < b.path;
  });
  for (std::size_t i = 0; i < images.size(); ++i) images[i] = std::move(keyed[i].path);
}

Numbering check_numbering(const std::vector<std::filesystem::path>& images) {
  return Check(images).run();
}

}  // namespace sonosweep::data_tools
