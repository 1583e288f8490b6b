// What is wrong with a source folder, or may be, collected so that all of it can be told together.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

namespace sonosweep::data_tools {

// One thing said. Rows of one table with the same kind are told as one message, with the first row's text.
struct Remark {
  std::string text;
  std::string table;     // file of the table; empty: never told together with others
  std::size_t line = 0;  // in that table, counted from 1
  std::string kind;      // what rows of one cause share, never shown
};

// A row of a table.
struct Place {
  std::string table;     // its file
  std::size_t line = 0;  // counted from 1
  std::string text() const { return fmt::format("{} line {}", table, line); }
};

// What messages that differ in their first file and in numbers only have in common.
std::string kind_of(const std::string& message);

// The messages for some remarks: those of one table and kind are one message, at the place of the first,
// which counts them and names further lines.
std::vector<std::string> grouped_texts(const std::vector<Remark>& remarks);

class Faults {
 public:
  // Something that spoils one item: with --keep-going that item is left out.
  template <typename... Args>
  void add(fmt::format_string<Args...> text, Args&&... args) {
    add_text(fmt::format(text, std::forward<Args>(args)...));
  }
  void add_text(std::string text) { faults_.push_back({std::move(text), "", 0, ""}); }
  // One of possibly many rows with the same cause: `kind` names the cause, `text` follows "<table> line N: ".
  void add_row(const std::string& table, std::size_t line, std::string kind, const std::string& text) {
    faults_.push_back({fmt::format("{} line {}: {}", table, line, text), table, line, std::move(kind)});
  }
  // A row's fault that a file's content is the cause of: rows whose `message`s are of one kind go together.
  // `item`: the part of the row that is not ("video 'a': ").
  void add_alike(const Place& place, const std::string& item, const std::string& message) {
    add_row(place.table, place.line, kind_of(message), item + message);
  }
  // Something without which there is no pack at all.
  template <typename... Args>
  void add_fatal(fmt::format_string<Args...> text, Args&&... args) {
    add_text(fmt::format(text, std::forward<Args>(args)...));
    fatal_ = true;
  }
  // The same for rows of a table.
  void add_fatal_row(const std::string& table, std::size_t line, std::string kind, const std::string& text) {
    add_row(table, line, std::move(kind), text);
    fatal_ = true;
  }
  // Something to know that may be meant: names file, value and cure.
  template <typename... Args>
  void note(fmt::format_string<Args...> text, Args&&... args) {
    note_text(fmt::format(text, std::forward<Args>(args)...));
  }
  void note_text(std::string text) { notes_.push_back({std::move(text), "", 0, ""}); }
  // One that forget_notes() may take back, by its kind.
  void note_of(std::string kind, std::string text) {
    notes_.push_back({std::move(text), "", 0, std::move(kind)});
  }
  // Takes back all notes of a kind, for they can be told better now.
  void forget_notes(const std::string& kind);
  void note_row(const std::string& table, std::size_t line, std::string kind, const std::string& text) {
    notes_.push_back({fmt::format("{} line {}: {}", table, line, text), table, line, std::move(kind)});
  }
  void note_alike(const Place& place, const std::string& item, const std::string& message) {
    note_row(place.table, place.line, kind_of(message), item + message);
  }
  // Takes over what another collected.
  void append(Faults other);

  bool any() const { return !faults_.empty(); }
  bool fatal() const { return fatal_; }
  // How many faults there are; their messages may be fewer.
  std::size_t count() const { return faults_.size(); }
  std::vector<std::string> texts() const { return grouped_texts(faults_); }
  std::vector<std::string> notes() const { return grouped_texts(notes_); }

 private:
  std::vector<Remark> faults_, notes_;
  bool fatal_ = false;
};

// "a, b, c and 4 more".
std::string some_of(const std::vector<std::string>& names, std::size_t most = 5);

}  // namespace sonosweep::data_tools
