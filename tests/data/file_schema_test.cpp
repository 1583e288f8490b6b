// Which file is which, and files that somebody else has open.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hdf5.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include "core/error.h"
#include "data/file_schema.h"
#include "data/h5_open_elsewhere.h"
#include "data/pack_reader.h"
#include "data/segmentation_file.h"
#include "data/small_pack.h"
#include "data/spoil_h5.h"
#include "message_of.h"
#include "temp_dir.h"

namespace sonosweep::data {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::message_of;
using ::testing::Not;

class FileSchema : public ::testing::Test {
 protected:
  FileSchema() : path_(dir_ / "a.h5") { write_small_pack(path_); }
  testing::TempDir dir_;
  std::filesystem::path path_;
};

TEST_F(FileSchema, IsToldByContent) {
  EXPECT_EQ(schema_of(path_), "sonosweep-pack");
  EXPECT_TRUE(is_pack(path_));
  EXPECT_EQ(pack_output().mismatch(path_), "");
  EXPECT_EQ(segmentation_output().mismatch(path_), "its schema is sonosweep-pack");

  SegmentationFileInfo info;
  info.classes = {"pleura"};
  info.height = info.width = 1;
  SegmentationFileWriter(dir_ / "s.png", info).finish();
  EXPECT_EQ(segmentation_output().mismatch(dir_ / "s.png"), "");
  EXPECT_FALSE(is_pack(dir_ / "s.png"));

  H5FileHandle(H5Fcreate((dir_ / "other.h5").c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
  EXPECT_EQ(pack_output().mismatch(dir_ / "other.h5"), "an HDF5 file of another program");

  write_bytes(dir_ / "text.h5", "video_id,file\n");
  EXPECT_EQ(pack_output().mismatch(dir_ / "text.h5"), "is no HDF5 file");
  write_bytes(dir_ / "cut.h5", file_bytes(path_).substr(0, 100));
  EXPECT_THAT(pack_output().mismatch(dir_ / "cut.h5"), HasSubstr("cut short or damaged"));
  EXPECT_FALSE(is_pack(dir_ / "none.h5"));
  EXPECT_FALSE(is_pack(dir_.path()));
  ASSERT_EQ(::mkfifo((dir_ / "pipe").c_str(), 0666), 0);
  EXPECT_FALSE(is_pack(dir_ / "pipe"));
  EXPECT_THAT(message_of<DataError>([&] { const PackReader reader(dir_ / "pipe"); }),
              HasSubstr("is a device, pipe"));
}

// Another process that has a file open for writing until it is killed; ready when it says so.
class Writer {
 public:
  explicit Writer(const std::filesystem::path& path) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("pipe");
    id_ = fork();
    if (id_ == 0) {
      setenv("HDF5_USE_FILE_LOCKING", "TRUE", 1);
      const auto file = open_to_spoil(path);
      if (file.get() < 0 || write(ends[1], "r", 1) != 1) _exit(1);
      for (;;) pause();
    }
    close(ends[1]);
    char ready = 0;
    const bool is_open = read(ends[0], &ready, 1) == 1;
    close(ends[0]);
    if (!is_open) throw std::runtime_error("the other process could not open the file");
  }
  ~Writer() { kill_it(); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  void kill_it() {
    if (id_ > 0) kill(id_, SIGKILL), waitpid(id_, nullptr, 0);
    id_ = 0;
  }

 private:
  pid_t id_ = 0;
};

TEST_F(FileSchema, OpenForWritingElsewhere) {
  EXPECT_EQ(open_elsewhere(path_), OpenElsewhere::kNo);
  Writer writer(path_);
  EXPECT_EQ(open_elsewhere(path_), OpenElsewhere::kNow);
  std::string message;
  try {
    const PackReader reader(path_);
  } catch (const Error& error) {
    message = error.what();
    EXPECT_EQ(error.exit_code(), kExitFailed);
  }
  EXPECT_THAT(message, AllOf(HasSubstr(path_.string()), HasSubstr("another program has it open for writing"),
                             Not(HasSubstr("damaged")), Not(HasSubstr("cut short"))));
  EXPECT_THAT(pack_output().mismatch(path_), HasSubstr("open for writing"));

  writer.kill_it();
  EXPECT_EQ(open_elsewhere(path_), OpenElsewhere::kMarked);
  message = message_of<DataError>([&] { const PackReader reader(path_); });
  EXPECT_THAT(message,
              AllOf(HasSubstr(path_.string()), HasSubstr("marked as open for writing"), HasSubstr("killed"),
                    HasSubstr("h5clear --status " + path_.string()), Not(HasSubstr("damaged"))));
}

// Whoever closes it as it should be leaves no mark; readers are no writers.
TEST_F(FileSchema, ClosedAgain) {
  open_to_spoil(path_).reset();
  EXPECT_EQ(open_elsewhere(path_), OpenElsewhere::kNo);
  EXPECT_NO_THROW(const PackReader reader(path_));
  const H5FileHandle reader(H5Fopen(path_.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT));
  ASSERT_GE(reader.get(), 0);
  EXPECT_EQ(open_elsewhere(path_), OpenElsewhere::kNo);
}

TEST_F(FileSchema, NothingToLookAt) {
  EXPECT_EQ(open_elsewhere(dir_ / "none"), OpenElsewhere::kNo);
  write_bytes(dir_ / "short", "\x89HDF\r\n\x1a\n");
  EXPECT_EQ(open_elsewhere(dir_ / "short"), OpenElsewhere::kNo);
  write_bytes(dir_ / "text", "what is no HDF5 file\x05\x05");
  EXPECT_EQ(open_elsewhere(dir_ / "text"), OpenElsewhere::kNo);
}

}  // namespace
}  // namespace sonosweep::data
