#include "core/output_kinds.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <fstream>
#include <string_view>

#include "core/error.h"
#include "core/text.h"

namespace sonosweep {
namespace {

constexpr std::size_t kLooked = std::size_t{1} << 16;  // bytes at the beginning of a file

// A kind that is told by the beginning of a file: `mismatch` gets that, and says what is wrong, or "".
OutputKind kind_by_beginning(std::string name, std::function<std::string(std::string_view)> mismatch) {
  return {std::move(name), [mismatch = std::move(mismatch)](const std::filesystem::path& path) {
            std::ifstream in(path, std::ios::binary);
            std::string bytes(kLooked, '\0');
            if (!in || (!in.read(bytes.data(), static_cast<std::streamsize>(bytes.size())) && in.bad()))
              return fmt::format("cannot be read: {}", errno_text(errno));
            bytes.resize(static_cast<std::size_t>(in.gcount()));
            return mismatch(bytes);
          }};
}

// The character that the end of what was looked at may have cut is left out.
bool is_text(std::string_view bytes) {
  for (int cut = 0; bytes.size() == kLooked && cut < 3 && !is_valid_utf8(bytes); ++cut)
    bytes.remove_suffix(1);
  return is_valid_utf8(bytes) && bytes.find('\0') == std::string_view::npos;
}

// Upper and lower case are one; blanks before it do not count.
bool begins_with(std::string_view bytes, std::string_view beginning) {
  const auto first = std::min(bytes.find_first_not_of(" \t\r\n"), bytes.size());
  bytes = bytes.substr(first, beginning.size());
  return std::equal(bytes.begin(), bytes.end(), beginning.begin(), beginning.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  });
}

// Begins with one of two tags, and has `mark` in it.
OutputKind markup_output(const std::string& name, std::string_view tag, std::string_view other_tag,
                         const std::string& mark) {
  return kind_by_beginning(name, [tag, other_tag, mark](std::string_view bytes) -> std::string {
    if (!is_text(bytes) || !(begins_with(bytes, tag) || begins_with(bytes, other_tag)))
      return fmt::format("does not begin with {}", tag);
    return bytes.find(mark) == std::string_view::npos ? "another program's" : "";
  });
}

}  // namespace

OutputKind png_output() {
  return kind_by_beginning("a PNG image", [](std::string_view bytes) -> std::string {
    constexpr std::string_view kSignature = "\x89PNG\r\n\x1a\n";
    return bytes.substr(0, kSignature.size()) == kSignature ? "" : "has no PNG signature";
  });
}

OutputKind svg_output() {
  return markup_output("an SVG drawing", "<svg", "<?xml", "");
}

OutputKind html_output(const std::string& name, const std::string& mark) {
  return markup_output(name, "<!doctype html", "<html", mark);
}

OutputKind text_output(const std::string& name) {
  return kind_by_beginning(
      name, [](std::string_view bytes) -> std::string { return is_text(bytes) ? "" : "is no text"; });
}

}  // namespace sonosweep
