#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "page/base64.h"
#include "page/escape.h"
#include "page/frame.h"

namespace sonosweep::page {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Base64, Rfc4648Section10) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xff\xfe"), "//4=");
}

TEST(Escape, TextStaysText) {
  EXPECT_EQ(escape_html("<a b=\"c\">&'\n\x7F"), "&lt;a b=&quot;c&quot;&gt;&amp;&#39;  ");
  EXPECT_EQ(escape_html("Müller"), "Müller");
}

TEST(JsonInHtml, NothingCloses) {
  EXPECT_EQ(json_in_html(R"({"a":"</script><!--"})"), R"({"a":"\u003c/script>\u003c!--"})");
}

TEST(PageFrame, LetsOneScriptRunAndLoadsNothing) {
  const auto head = page_head({"<b>", "p { color: red }\n", "let a;", "main", "Skip \"it\""});
  EXPECT_THAT(head, StartsWith("<!DOCTYPE html>\n"));
  EXPECT_THAT(head, HasSubstr("default-src 'none'"));
  // printf 'let a;' | openssl dgst -sha256 -binary | base64
  EXPECT_THAT(head, HasSubstr("script-src 'sha256-81WALLbUROF1pWdYjuQYKuIcGgY/+TqVJr8UsV6Tkvo='"));
  EXPECT_THAT(head, HasSubstr("<title>&lt;b&gt;</title>"));
  EXPECT_THAT(head, HasSubstr("p { color: red }\n</style>"));
  EXPECT_THAT(head, HasSubstr("<a class=\"skip\" href=\"#main\">Skip &quot;it&quot;</a>"));
  EXPECT_EQ(page_end("let a;"), "<script>let a;</script>\n</body>\n</html>\n");
}

}  // namespace
}  // namespace sonosweep::page
