#include "nn/checkpoint.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>

#include "core/atomic_file.h"
#include "core/error.h"
#include "temp_dir.h"

namespace sonosweep::nn {
namespace {

using testing::TempDir;

Checkpoint sample() {
  return {{{"b.weight", torch::arange(6, torch::kFloat).view({2, 3})},
           {"a.count", torch::tensor(7, torch::kLong)},
           {"a.half", torch::ones({2}, torch::kDouble)}},
          R"({"epoch":3})"};
}

TEST(Checkpoint, comes_back_sorted_and_equal) {
  TempDir dir;
  save_checkpoint(dir / "x.pt", sample());
  const auto back = load_checkpoint(dir / "x.pt");
  EXPECT_EQ(back.metadata, R"({"epoch":3})");
  ASSERT_EQ(back.tensors.size(), 3U);
  EXPECT_EQ(back.tensors[0].first, "a.count");
  EXPECT_EQ(back.tensors[0].second.item<std::int64_t>(), 7);
  EXPECT_EQ(back.tensors[1].second.scalar_type(), torch::kDouble);
  EXPECT_TRUE(torch::equal(back.tensors[2].second, sample().tensors[0].second));
  EXPECT_FALSE(std::filesystem::exists(dir / "x.pt.part"));
}

TEST(Checkpoint, same_content_same_bytes) {
  TempDir dir;
  save_checkpoint(dir / "x.pt", sample());
  save_checkpoint(dir / "y.pt", sample());
  EXPECT_EQ(read_file(dir / "x.pt"), read_file(dir / "y.pt"));
}

TEST(Checkpoint, cut_at_any_of_many_places_is_refused) {
  TempDir dir;
  save_checkpoint(dir / "x.pt", sample());
  const auto bytes = read_file(dir / "x.pt");
  for (std::size_t keep = 0; keep < bytes.size(); keep += 97) {
    write_file_atomically(dir / "cut.pt", bytes.substr(0, keep));
    EXPECT_THROW(load_checkpoint(dir / "cut.pt"), DataError) << keep;
  }
}

TEST(Checkpoint, a_flipped_bit_in_any_value_is_noticed) {
  TempDir dir;
  save_checkpoint(dir / "x.pt", sample());
  const auto bytes = read_file(dir / "x.pt");
  // The float 5.0 of b.weight: 00 00 a0 40.
  const auto at = bytes.find(std::string("\x00\x00\xa0\x40", 4));
  ASSERT_NE(at, std::string::npos);
  auto damaged = bytes;
  damaged[at + 2] ^= 1;
  write_file_atomically(dir / "x.pt", damaged);
  EXPECT_THROW(load_checkpoint(dir / "x.pt"), DataError);
}

TEST(Checkpoint, another_file_is_refused) {
  TempDir dir;
  write_file_atomically(dir / "x.pt", "this is no zip");
  EXPECT_THROW(load_checkpoint(dir / "x.pt"), DataError);
}

TEST(Checkpoint, full_disk_keeps_the_file_that_was_there) {
  TempDir dir;
  save_checkpoint(dir / "x.pt", sample());
  const auto before = read_file(dir / "x.pt");
  // A limit on file size fails writes as a full disk does.
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit old{};
  getrlimit(RLIMIT_FSIZE, &old);
  rlimit small = old;
  small.rlim_cur = 64 << 10;
  setrlimit(RLIMIT_FSIZE, &small);
  std::string said = "nothing";
  try {
    save_checkpoint(dir / "x.pt", {{{"big", torch::zeros({100'000})}}, "{}"});
  } catch (const Error& error) {
    said = error.what();
  }
  setrlimit(RLIMIT_FSIZE, &old);
  EXPECT_EQ(said, (dir / "x.pt").string() +
                      ": cannot write (File too large); raise the limit on the size of files "
                      "(ulimit -f), then run again");
  EXPECT_EQ(read_file(dir / "x.pt"), before);
  EXPECT_FALSE(std::filesystem::exists(dir / "x.pt.part"));
}

}  // namespace
}  // namespace sonosweep::nn
