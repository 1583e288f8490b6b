#include "farm/status/journal_record.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "core/crc32c.h"
#include "farm/status/journal_samples.h"

namespace sonosweep::farm {
namespace {

using ::testing::ElementsAre;

TEST(JournalRecord, IsALineThatPeopleCanRead) {
  const JournalRecord record{
      1'000'000'000'000,
      {"failed", "cache/t060", 2, 3, "no space", {{"death", "disk full"}, {"wall_s", "12.5"}}}};
  const std::string payload =
      "2001-09-09T01:46:40.000Z\tfailed\tcache/t060\t2\t3\tno space\tdeath=disk full\twall_s=12.5";
  ASSERT_EQ(payload.size(), 83U);  // 24 + 7 + 11 + 2 + 2 + 9 + 16 + 12
  EXPECT_EQ(to_line(record), fmt::format("#J1 00000053 {:08x}\t{}\n", crc32c(payload), payload));
  EXPECT_THAT(
      to_line({0, {"launch"}}),
      ::testing::MatchesRegex("#J1 [0-9a-f]{8} [0-9a-f]{8}\t1970-01-01T00:00:00.000Z\tlaunch\t-\t-\t-\t-\n"));
}

TEST(JournalRecord, GivesBackWhateverTextsItHeld) {
  std::string every_byte;
  for (int c = 0; c < 256; ++c) every_byte += static_cast<char>(c);
  const std::string texts[] = {"-",        "--", "\\",  "\\n",  "\\x41",    "a\tb",
                               "a\nb\r\n", "=",  "a=b", "#J1 ", every_byte, std::string(1, '\0'),
                               "\u00b5s",  "x\\"};
  for (const auto& text : texts) {
    const JournalRecord record{5, {text, text, 3, 0, text, {{text, text}, {"", ""}, {"k", ""}}}};
    const std::string line = to_line(record);
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    EXPECT_THAT(scan(line).records, ElementsAre(record));
  }
}

TEST(JournalRecord, GivesBackRandomTexts) {
  std::mt19937 random(4);  // seeded: the same texts each time
  const std::string alphabet = "a\t\n\r\\=-x0#J1 \x7f\x01";
  const auto text = [&] {
    std::string made;
    for (auto left = random() % 8; left > 0; --left) made += alphabet[random() % alphabet.size()];
    return made;
  };
  JournalSample sample;
  for (int i = 0; i < 2000; ++i) {
    JournalRecord record{i, {text(), text(), i % 3, i % 4 - 1, text()}};
    for (auto left = random() % 3; left > 0; --left) record.entry.fields.emplace_back(text(), text());
    sample.add(record);
  }
  const auto scanned = scan(sample.text);
  EXPECT_EQ(scanned.records, sample.records);
  EXPECT_EQ(scanned.damage.regions, 0U);
}

TEST(JournalRecord, FieldsAreFoundByName) {
  const JournalEntry entry{"done", "a", 1, 0, "", {{"wall_s", "2.5"}, {"host", "n 1"}, {"bad", "nan"}}};
  EXPECT_EQ(text_field(entry, "host"), "n 1");
  EXPECT_EQ(number_field(entry, "wall_s"), 2.5);
  EXPECT_FALSE(number_field(entry, "host"));
  EXPECT_FALSE(number_field(entry, "bad"));
  EXPECT_FALSE(text_field(entry, "gpu"));
}

TEST(JournalRecord, OnlyItsOwnSpellingCounts) {
  const std::string line = to_line({1'000'000'000'000, {"start", "segmentation/t060", 1, 1}});
  const std::string payload = line.substr(22, line.size() - 23);
  const auto found = [](const std::string& text) { return scan(text).records.size(); };
  ASSERT_EQ(found(line), 1U);
  // The checksum of a payload that is none of ours fits, and yet it is no record.
  for (const std::string& other : {std::string(), std::string("a\tb"), payload + "\tno equals sign",
                                   payload + "\\", payload + "\tk=\\x4", "x" + payload.substr(1)})
    EXPECT_EQ(found(fmt::format("#J1 {:08x} {:08x}\t{}\n", other.size(), crc32c(other), other)), 0U) << other;
  EXPECT_EQ(found(fmt::format("#J1 {:8x} {:08x}\t{}\n", payload.size(), crc32c(payload), payload)), 0U);
}

}  // namespace
}  // namespace sonosweep::farm
