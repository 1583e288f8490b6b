// What a damaged journal still says: all records whose bytes are untouched, and nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "farm/status/journal_samples.h"

namespace sonosweep::farm {
namespace {

// What must be left of a sample whose bytes may have changed in place.
std::vector<JournalRecord> untouched(const JournalSample& sample, const std::string& damaged) {
  std::vector<JournalRecord> left;
  for (std::size_t i = 0; i < sample.records.size(); ++i) {
    const auto begin = sample.begins[i], length = sample.begins[i + 1] - begin;
    if (damaged.compare(begin, length, sample.text, begin, length) == 0) left.push_back(sample.records[i]);
  }
  return left;
}

TEST(JournalDamage, ACutAnywhereLeavesTheWholeRecordsBeforeIt) {
  const auto sample = forty_records();
  for (std::size_t cut = 0; cut <= sample.text.size(); ++cut) {
    const auto scanned = scan(std::string_view(sample.text).substr(0, cut));
    const auto whole = static_cast<std::size_t>(
        std::upper_bound(sample.begins.begin() + 1, sample.begins.end(), cut) - sample.begins.begin() - 1);
    ASSERT_EQ(scanned.records.size(), whole) << cut;
    ASSERT_TRUE(std::equal(scanned.records.begin(), scanned.records.end(), sample.records.begin())) << cut;
    ASSERT_EQ(scanned.damage.unfinished_bytes, cut - sample.begins[whole]) << cut;
    ASSERT_EQ(scanned.damage.regions, 0U) << cut;
  }
}

TEST(JournalDamage, WhatIsWrittenBehindACutCountsWhole) {
  const auto sample = forty_records();
  for (std::size_t cut = 0; cut <= sample.text.size(); cut += 3) {
    // Behind a newline, as the journal does it, and glued on.
    for (const char* between : {"\n", ""}) {
      auto expected = scan(std::string_view(sample.text).substr(0, cut)).records;
      const bool completed = *between != '\0' && cut < sample.text.size() && sample.text[cut] == '\n';
      if (completed) expected.push_back(sample.records[expected.size()]);
      expected.push_back(sample.records[0]);
      const auto scanned = scan(sample.text.substr(0, cut) + between + to_line(sample.records[0]));
      ASSERT_EQ(scanned.records, expected) << cut;
    }
  }
}

TEST(JournalDamage, EveryBitOfARecordMatters) {
  const auto sample = forty_records();
  const std::size_t end = sample.begins[4];
  for (std::size_t byte = 0; byte < end; ++byte) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string damaged = sample.text;
      damaged[byte] = static_cast<char>(damaged[byte] ^ (1 << bit));
      ASSERT_EQ(scan(damaged).records, untouched(sample, damaged)) << byte << " " << bit;
    }
  }
}

TEST(JournalDamage, FlippedBitsAndZeroedBlocksCostWhatTheyTouch) {
  const auto sample = forty_records();
  std::mt19937 random(20260504);  // seeded: the same damage each time
  std::size_t lost = 0;
  for (int trial = 0; trial < 10'000; ++trial) {
    std::string damaged = sample.text;
    for (auto left = 1 + random() % 4; left > 0; --left) {
      const std::size_t at = random() % damaged.size();
      if (random() % 2 == 0) {
        damaged[at] = static_cast<char>(damaged[at] ^ (1 << random() % 8));
      } else {
        const std::size_t length = std::min<std::size_t>(1 + random() % 600, damaged.size() - at);
        std::fill_n(damaged.begin() + static_cast<std::ptrdiff_t>(at), length, '\0');
      }
    }
    const auto expected = untouched(sample, damaged);
    const auto scanned = scan(damaged);
    ASSERT_EQ(scanned.records, expected) << trial;
    ASSERT_EQ(scanned.damage.regions + scanned.damage.unfinished_bytes > 0, expected.size() < 40) << trial;
    lost += 40 - expected.size();
  }
  EXPECT_GT(lost, 10'000U);
}

TEST(JournalDamage, BytesThatVanishOrComeInCostWhatTheyTouch) {
  const auto sample = forty_records();
  std::mt19937 random(7);
  for (int trial = 0; trial < 2000; ++trial) {
    const std::size_t at = random() % sample.text.size();
    const std::size_t length = std::min<std::size_t>(1 + random() % 500, sample.text.size() - at);
    std::vector<JournalRecord> expected;
    // A record is left if it lies wholly before or behind.
    for (std::size_t i = 0; i < 40; ++i)
      if (sample.begins[i + 1] <= at || sample.begins[i] >= at + length)
        expected.push_back(sample.records[i]);
    std::string damaged = sample.text;
    damaged.erase(at, length);
    auto found = scan(damaged).records;
    // Losing the same bytes elsewhere can leave a whole record: "aab" without either a is the same text.
    if (found != expected) {
      ASSERT_EQ(found.size(), expected.size() + 1) << trial;
      continue;
    }
    ASSERT_EQ(found, expected) << trial;
    std::string noise(length, '\0');
    for (char& c : noise) c = static_cast<char>(random());
    damaged = sample.text;
    damaged.insert(at, noise);
    // Amid a record it costs that one, unless it happens to complete it.
    const auto whole = scan(damaged).records;
    const auto between = std::find(sample.begins.begin(), sample.begins.end(), at) != sample.begins.end();
    if (between || whole.size() != 39U) {
      ASSERT_EQ(whole, sample.records) << trial;
    }
  }
}

TEST(JournalDamage, GarbageInFrontAndBetweenIsCounted) {
  auto sample = forty_records();
  EXPECT_EQ(scan("garbage" + sample.text).records, sample.records);
  const auto old =
      scan("2026-05-04T03:02:01.123Z\tlaunch\t-\t-\t-\t-\n" + sample.text.substr(0, sample.begins[1]) +
           "\n\nxyz#J1 \n" + sample.text.substr(sample.begins[1]) + "\n\n");
  EXPECT_EQ(old.records, sample.records);
  EXPECT_EQ(old.damage.regions, 2U);
  EXPECT_EQ(old.damage.bytes, 39U + 7U);
  EXPECT_EQ(old.damage.unfinished_bytes, 0U);
}

TEST(JournalDamage, PureNoiseHoldsNothing) {
  std::mt19937 random(3);
  std::string noise(200'000, '\0');
  for (char& c : noise) c = "#J1 0\n\t"[random() % 7];
  EXPECT_TRUE(scan(noise).records.empty());
  EXPECT_TRUE(scan("").records.empty());
  EXPECT_TRUE(scan("#J1 ").records.empty());
  EXPECT_TRUE(scan("#J1 \n").records.empty());
}

}  // namespace
}  // namespace sonosweep::farm
