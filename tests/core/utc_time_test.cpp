#include "core/utc_time.h"

#include <gtest/gtest.h>

namespace sonosweep {
namespace {

TEST(UtcTime, KnownPointsInTime) {
  EXPECT_EQ(utc_text(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(utc_text(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(utc_text(1'000'000'000'000), "2001-09-09T01:46:40.000Z");
  EXPECT_EQ(utc_text(951'782'400'123), "2000-02-29T00:00:00.123Z");  // 11016 days of 86400 s
  EXPECT_EQ(parse_utc("2001-09-09T01:46:40.000Z"), 1'000'000'000'000);
}

TEST(UtcTime, ThereAndBackForEveryDayOfFourCenturies) {
  std::int64_t day = 0;
  for (; day < 146'097; ++day) {
    const std::int64_t ms = (day - 40'000) * 86'400'000 + day * 1001 % 86'400'000;
    ASSERT_EQ(parse_utc(utc_text(ms)), ms) << utc_text(ms);
  }
}

TEST(UtcTime, AnythingElseIsNone) {
  for (const char* text : {"", "2001-09-09T01:46:40.000", "2001-09-09 01:46:40.000Z",
                           "2001-02-29T01:46:40.000Z", "1900-02-29T00:00:00.000Z", "2001-13-01T01:46:40.000Z",
                           "2001-00-01T01:46:40.000Z", "2001-04-31T01:46:40.000Z", "2001-01-00T01:46:40.000Z",
                           "2001-09-09T24:00:00.000Z", "2001-09-09T01:60:40.000Z", "2001-09-09T01:46:60.000Z",
                           "2001-09-09T01:46:4x.000Z", "2001-09-09T01:46:40.000ZZ"})
    EXPECT_FALSE(parse_utc(text)) << text;
}

}  // namespace
}  // namespace sonosweep
