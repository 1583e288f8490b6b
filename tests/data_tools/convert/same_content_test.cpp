// The same bytes under two names, and digests that videos.csv gives.
#include <gmock/gmock.h>

#include <cctype>

#include "core/sha256.h"
#include "data_tools/convert_fixture.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kHeader = "video_id,file,patient,day,view,sha256\n";

class SameContent : public Convert {
 protected:
  SameContent() { source_.annotations = source_.clinical = source_.patients = ""; }
  // A folder of two images.
  void write_images(const std::string& name, int gray) {
    for (const char* image : {"/1.png", "/2.png"})
      write_image(source_.folder / (name + image), cv::Mat(32, 48, CV_8U, cv::Scalar(gray++)));
  }
};

TEST_F(SameContent, UnderTwoPatientsIsAFault) {
  source_.write();
  std::filesystem::copy_file(source_.folder / "stills/s1.png", source_.folder / "copy.png");
  source_.videos =
      std::string(kHeader) + "a,stills/s1.png,p1,0,,\nb,copy.png,p2,0,,\nc,stills/s2.png,p2,0,,\n";
  const auto result = convert_source();
  EXPECT_FALSE(result.written);
  EXPECT_THAT(
      result.faults.texts(),
      ElementsAre(AllOf(HasSubstr("videos.csv line 3: video 'b': has the same content as video 'a' ("),
                        HasSubstr("videos.csv line 2), but is patient 'p2', not 'p1'"))));
  // Nobody knows whose it is: neither is packed.
  options_.keep_going = true;
  EXPECT_TRUE(again().written);
  ASSERT_EQ(pack().index().videos.size(), 1U);
  EXPECT_EQ(pack().index().videos[0].id, "c");
}

TEST_F(SameContent, UnderOnePatientIsNoted) {
  source_.videos = std::string(kHeader) + "a,clip.mp4,p1,0,,\nb,clip.mp4,p1,1,,\nc,clip.mp4,p1,2,,\n";
  const auto result = convert_source();
  EXPECT_TRUE(result.written);
  EXPECT_THAT(result.faults.notes(), Contains(AllOf(HasSubstr("video 'b': has the same content as video 'a'"),
                                                    HasSubstr("1 more of this kind: line 4"))));
}

TEST_F(SameContent, FoldersOfImagesAreComparedByTheirFiles) {
  source_.videos = std::string(kHeader) + "a,one,p1,0,,\nb,two,p2,0,,\nc,three,p2,0,,\n";
  source_.write();
  write_images("one", 10);
  write_images("two", 10);
  write_images("three", 20);
  EXPECT_THAT(again().faults.texts(), ElementsAre(HasSubstr("video 'b': has the same content as video 'a'")));
}

// Two files that cannot be used are told for that, together, and not for being alike.
TEST_F(SameContent, OfFilesThatCannotBeUsedIsNotTold) {
  source_.videos = std::string(kHeader) + "a,a.png,p1,0,,\nb,b.png,p2,0,,\n";
  source_.write();
  write_file(source_.folder / "a.png", "");
  write_file(source_.folder / "b.png", "");
  EXPECT_THAT(again().faults.texts(),
              ElementsAre(HasSubstr("a.png: is empty (and 1 more of this kind: line 3)")));
}

TEST_F(SameContent, DigestsAreChecked) {
  source_.write();
  std::string right = sha256_file(source_.folder / "clip.mp4");
  const std::string wrong = sha256_file(source_.folder / "stills/s1.png");
  for (char& c : right) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  source_.videos = std::string(kHeader) + "a,clip.mp4,p1,0,," + right + "\nb,stills/s2.png,p1,0,,\n";
  EXPECT_THAT(convert_source().faults.texts(), IsEmpty());
  source_.videos = std::string(kHeader) + "a,clip.mp4,p1,0,," + wrong + "\nb,stills/s2.png,p1,0,,\n";
  EXPECT_THAT(convert_source().faults.texts(),
              ElementsAre(AllOf(HasSubstr("video 'a': "), HasSubstr("clip.mp4: its sha256 is "),
                                HasSubstr("expected " + wrong))));
  options_.keep_going = true;
  EXPECT_TRUE(again().written);
  EXPECT_EQ(pack().index().videos.size(), 1U);
}

TEST_F(SameContent, DigestsThatCannotBe) {
  source_.videos = std::string(kHeader) + "a,clip.mp4,p1,0,,12ab\nb,stills/s1.png,p1,0,," +
                   std::string(64, 'g') + "\nc,one,p1,0,," + std::string(64, 'a') + "\n";
  source_.write();
  write_images("one", 10);
  EXPECT_THAT(
      again().faults.texts(),
      ElementsAre(AllOf(HasSubstr("video 'a': sha256 '12ab' is not 64 hexadecimal digits"),
                        HasSubstr("1 more of this kind: line 3")),
                  AllOf(HasSubstr("video 'c': sha256 is the digest of one file"), HasSubstr("is a folder"))));
}

}  // namespace
}  // namespace sonosweep::data_tools
