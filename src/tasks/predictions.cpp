#include "tasks/predictions.h"

#include <fmt/format.h>

#include <cmath>
#include <initializer_list>
#include <limits>
#include <optional>
#include <utility>

#include "core/atomic_file.h"
#include "core/csv.h"
#include "core/error.h"
#include "core/text.h"

namespace sonosweep::tasks {
namespace {

const std::vector<std::string> kOldSfChangeColumns = {"video_first",    "video_second", "label",
                                                      "logit_decrease", "logit_same",   "logit_increase"};
const std::vector<std::string> kSfChangeColumns = {"video_first",    "video_second", "label",
                                                   "logit_decrease", "logit_same",   "logit_increase",
                                                   "patient",        "day_first",    "day_second"};
const std::vector<std::string> kSfRatioColumns = {"video", "patient", "day", "view", "target", "prediction"};
const std::vector<std::string> kReadmissionColumns = {"patient", "view", "label", "logit_no", "logit_yes"};

// Builds the file's text and writes it.
class Writer {
 public:
  Writer(const std::filesystem::path& path, const std::vector<std::string>& columns)
      : path_(path), text_(join(columns, ",") + "\n") {}

  // `more`: texts behind the numbers.
  void add(const std::vector<std::string>& texts, std::initializer_list<double> numbers,
           const std::vector<std::string>& more = {}) {
    std::vector<std::string> fields;
    for (const auto& text : texts) fields.push_back(escape_csv(text));
    for (const double number : numbers) {
      if (!std::isfinite(number))
        throw_error<Error>(
            "{}: the prediction for {} is {}; nothing can be computed from it, the training went wrong",
            path_.string(), join(texts, ", "), number);
      fields.push_back(fmt::format("{}", number));  // shortest text that reads back as the same double
    }
    for (const auto& text : more) fields.push_back(escape_csv(text));
    text_ += join(fields, ",") + "\n";
  }
  void finish() const { write_file_atomically(path_, text_); }

 private:
  std::filesystem::path path_;
  std::string text_;
};

// Takes the fields of one row from left to right.
class RowReader {
 public:
  RowReader(const std::string& path, const std::vector<std::string>& columns, const CsvRow& row)
      : path_(path), columns_(columns), row_(row) {}

  std::string text() {
    if (next_field().empty()) fail("expected a name");
    return field();
  }
  std::string text_or_nothing() { return next_field(); }
  std::optional<int> day_or_nothing() {
    if (taken_ < row_.fields.size() && row_.fields[taken_].empty()) return ++taken_, std::nullopt;
    return integer(0, std::numeric_limits<int>::max());
  }
  bool is_at_end() const { return taken_ == row_.fields.size(); }
  double number() {
    const auto value = parse_number(next_field());
    if (!value) fail("expected a finite number");
    return *value;
  }
  int integer(int low, int high) {
    const auto value = parse_integer(next_field());
    if (!value || *value < low || *value > high)
      fail(fmt::format("expected an integer from {} to {}", low, high));
    return static_cast<int>(*value);
  }
  std::string view() {
    if (next_field().empty() || !data::is_known_view(field()))
      fail("expected one of " + join(data::known_views(), ", "));
    return field();
  }
  SfChange label() {
    next_field();
    for (const auto change : {SfChange::kDecrease, SfChange::kSame, SfChange::kIncrease})
      if (field() == sf_change_name(change)) return change;
    fail("expected decrease, same or increase");
  }
  // About the field taken last.
  [[noreturn]] void fail(const std::string& why) const {
    throw_error<DataError>("{} line {}, {}: '{}': {}; the file is damaged, repeat the run that wrote it",
                           path_, row_.line, columns_[taken_ - 1], field(), why);
  }

 private:
  const std::string& next_field() { return row_.fields[taken_++]; }
  const std::string& field() const { return row_.fields[taken_ - 1]; }

  const std::string& path_;
  const std::vector<std::string>& columns_;
  const CsvRow& row_;
  std::size_t taken_ = 0;
};

// Each row after the header through `read_row`. `old_columns`: those of an older version, if they were
// others.
template <typename Row, typename ReadRow>
std::vector<Row> read_rows(const std::filesystem::path& path, const std::vector<std::string>& new_columns,
                           const ReadRow& read_row, const std::vector<std::string>& old_columns = {}) {
  const std::string name = path.string(), text = read_file(path);
  const auto rows = parse_csv(name, text);
  const bool is_old = !rows.empty() && !old_columns.empty() && rows.front().fields == old_columns;
  const auto& columns = is_old ? old_columns : new_columns;
  if (rows.empty() || rows.front().fields != columns)
    throw_error<DataError>("{} line 1: expected the header '{}'; this is no such predictions file", name,
                           join(columns, ","));
  if (text.back() != '\n')
    throw_error<DataError>("{} line {}: is cut short; repeat the run that wrote it", name, rows.back().line);
  std::vector<Row> out;
  for (auto row = rows.begin() + 1; row != rows.end(); ++row) {
    if (row->fields.size() != columns.size())
      throw_error<DataError>(
          "{} line {}: has {} fields, expected the {} of the header; the file is damaged, repeat the "
          "run that wrote it",
          name, row->line, row->fields.size(), columns.size());
    RowReader reader(name, columns, *row);
    out.push_back(read_row(reader));
  }
  return out;
}

std::string day_text(const std::optional<int>& day) {
  return day ? std::to_string(*day) : "";
}

// Patient and days of a pair, which must go with each other and with what the rows above say.
class PairDays {
 public:
  void take(RowReader& row, SfChangePrediction& out) {
    out.patient = row.text_or_nothing();
    out.day_first = row.day_or_nothing();
    if (out.day_first.has_value() == out.patient.empty())
      row.fail("patient and days are known together, or none of them");
    check_video(row, out.video_first, out.patient, out.day_first);
    out.day_second = row.day_or_nothing();
    if (out.day_second.has_value() != out.day_first.has_value())
      row.fail("patient and days are known together, or none of them");
    check_video(row, out.video_second, out.patient, out.day_second);
    if (out.day_first && out.day_first == out.day_second && out.label != SfChange::kSame)
      row.fail("a pair of one day, within which an S/F ratio does not change");
  }

 private:
  using Origin = std::pair<std::string, std::optional<int>>;

  void check_video(const RowReader& row, const std::string& video, const std::string& patient,
                   const std::optional<int>& day) {
    const Origin origin(patient, day);
    if (origins_.emplace(video, origin).first->second != origin)
      row.fail("another patient or day stands above for video '" + video + "'");
  }

  std::map<std::string, Origin> origins_;
};

}  // namespace

void write_predictions(const std::filesystem::path& path, const std::vector<SfChangePrediction>& rows) {
  Writer writer(path, kSfChangeColumns);
  for (const auto& row : rows)
    writer.add({row.video_first, row.video_second, sf_change_name(row.label)},
               {row.logits[0], row.logits[1], row.logits[2]},
               {row.patient, day_text(row.day_first), day_text(row.day_second)});
  writer.finish();
}

void write_predictions(const std::filesystem::path& path, const std::vector<SfRatioPrediction>& rows) {
  Writer writer(path, kSfRatioColumns);
  for (const auto& row : rows)
    writer.add({row.video, row.patient, std::to_string(row.day), row.view}, {row.target, row.prediction});
  writer.finish();
}

void write_predictions(const std::filesystem::path& path, const std::vector<ReadmissionPrediction>& rows) {
  Writer writer(path, kReadmissionColumns);
  for (const auto& row : rows)
    writer.add({row.patient, row.view, std::to_string(row.label)}, {row.logit_no, row.logit_yes});
  writer.finish();
}

// Fields are taken in the order of the columns: braces evaluate from left to right.

std::vector<SfChangePrediction> read_sf_change_predictions(const std::filesystem::path& path) {
  PairDays days;
  return read_rows<SfChangePrediction>(
      path, kSfChangeColumns,
      [&](RowReader& row) {
        SfChangePrediction out{
            row.text(), row.text(), row.label(), {row.number(), row.number(), row.number()}};
        if (!row.is_at_end()) days.take(row, out);
        return out;
      },
      kOldSfChangeColumns);
}

std::vector<SfRatioPrediction> read_sf_ratio_predictions(const std::filesystem::path& path) {
  std::map<std::pair<std::string, int>, double> targets;  // the metrics need one for each patient and day
  return read_rows<SfRatioPrediction>(path, kSfRatioColumns, [&](RowReader& row) {
    SfRatioPrediction out{row.text(), row.text(),   row.integer(0, std::numeric_limits<int>::max()),
                          row.view(), row.number(), 0};
    if (targets.emplace(std::pair(out.patient, out.day), out.target).first->second != out.target)
      row.fail("another target stands above for this patient and day");
    out.prediction = row.number();
    return out;
  });
}

std::vector<ReadmissionPrediction> read_readmission_predictions(const std::filesystem::path& path) {
  std::map<std::string, int> labels;
  return read_rows<ReadmissionPrediction>(path, kReadmissionColumns, [&](RowReader& row) {
    ReadmissionPrediction out{row.text(), row.view(), row.integer(0, 1), 0, 0};
    if (labels.emplace(out.patient, out.label).first->second != out.label)
      row.fail("another label stands above for this patient");
    out.logit_no = row.number();
    out.logit_yes = row.number();
    return out;
  });
}

}  // namespace sonosweep::tasks
