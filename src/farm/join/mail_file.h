// Messages in one direction between two processes that share nothing but a folder: a file that only ever
// grows, written by one of them and read by the other, one record a line as in the journal
// (status/journal_record.h), so that a reader takes whole and undamaged ones only.
//
// Both open the file anew each time: what network file systems promise is that whoever opens a file sees what
// was in it when its writer last closed it. Nothing is synced, because nobody trusts a message to arrive
// (launch/messages.h).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sonosweep::farm {

class MailWriter {
 public:
  // The file is there, or is made by somebody else: a writer makes none.
  explicit MailWriter(std::filesystem::path path) : path_(std::move(path)) {}

  // What cannot be written now is kept for the next time; of more than a megabyte, and where the file is
  // gone, it is dropped.
  void post(const std::string& text);
  void flush();

 private:
  bool append(const std::string& bytes) const;

  std::filesystem::path path_;
  std::string pending_;
  bool torn_ = false;  // the file may end amid a line
};

class MailReader {
 public:
  explicit MailReader(std::filesystem::path path) : path_(std::move(path)) {}

  // What has come since the last call. Damaged records are left out.
  std::vector<std::string> read();
  // It was not there the last few times.
  bool gone() const { return misses_ >= 3; }

 private:
  std::filesystem::path path_;
  std::size_t behind_ = 0;  // the bytes that were read
  int misses_ = 0;
};

}  // namespace sonosweep::farm
