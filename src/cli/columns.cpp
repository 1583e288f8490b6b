#include "cli/columns.h"

#include <clocale>
#include <cwchar>

namespace sonosweep::cli {
namespace {

// wcwidth() and mbrtowc() go by the thread's locale, which is that of C elsewhere.
class Utf8Locale {
 public:
  Utf8Locale() : locale_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
    if (locale_ != nullptr) before_ = ::uselocale(locale_);
  }
  ~Utf8Locale() {
    if (locale_ == nullptr) return;
    ::uselocale(before_);
    ::freelocale(locale_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  locale_t locale_;
  locale_t before_ = nullptr;
};

struct Character {
  std::size_t bytes = 1;
  std::size_t columns = 1;
  bool printable = false;
};

// The first of a text that is not empty.
Character first_of(std::string_view text) {
  std::mbstate_t state{};
  wchar_t wide = 0;
  const std::size_t bytes = std::mbrtowc(&wide, text.data(), text.size(), &state);
  if (bytes == 0 || bytes > text.size()) return {};
  const int columns = ::wcwidth(wide);
  if (columns < 0) return {bytes, 1, false};
  return {bytes, static_cast<std::size_t>(columns), true};
}

// As much of the beginning as fits.
std::string beginning(std::string_view text, std::size_t columns, bool& whole) {
  std::string fits;
  while (!text.empty()) {
    const Character next = first_of(text);
    if (next.columns > columns) break;
    columns -= next.columns;
    fits += next.printable ? text.substr(0, next.bytes) : std::string_view("?");
    text.remove_prefix(next.bytes);
  }
  whole = text.empty();
  return fits;
}

}  // namespace

std::string fit_columns(std::string_view text, std::size_t columns) {
  const Utf8Locale locale;
  bool whole = false;
  std::string fits = beginning(text, columns, whole);
  constexpr std::string_view kMore = "..";
  if (whole || columns < kMore.size()) return fits;
  return beginning(text, columns - kMore.size(), whole) + std::string(kMore);
}

std::size_t columns_of(std::string_view text) {
  const Utf8Locale locale;
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character next = first_of(text);
    columns += next.columns;
    text.remove_prefix(next.bytes);
  }
  return columns;
}

}  // namespace sonosweep::cli
