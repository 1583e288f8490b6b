// One file for several rows: what was painted on one frame is hardly meant for another.
#include <gmock/gmock.h>

#include "data_tools/convert_fixture.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kHeader = "video_id,frame,annotator,class,file,channel\n";

class SharedMaps : public Convert {
 protected:
  std::vector<std::string> notes() { return convert_source().faults.notes(); }
};

TEST_F(SharedMaps, OfTwoFramesAreNoted) {
  source_.annotations = std::string(kHeader) +
                        "s1,0,Anna,pleura,maps/a.png,\n"
                        "s2,0,Anna,pleura,maps/../maps/a.png,\n"
                        "clip,1,Ben,pleura,maps/a.png,\n"
                        "clip,2,Anna,b_line,maps/b.png,\n";
  const auto result = convert_source();
  EXPECT_TRUE(result.written);
  EXPECT_THAT(
      result.faults.notes(),
      Contains(AllOf(HasSubstr("annotations.csv line 3: "),
                     HasSubstr("a.png: is also the map of line 2 (video 's1', frame 0, annotator 'Anna', "
                               "class 'pleura')"),
                     HasSubstr("1 more of this kind: line 4"))));
}

TEST_F(SharedMaps, OfTwoClassesOrAnnotatorsAreNoted) {
  source_.annotations = std::string(kHeader) + "s1,0,Anna,pleura,maps/a.png,\ns1,0,Anna,b_line,maps/a.png,\n";
  EXPECT_THAT(notes(), Contains(HasSubstr("is also the map of line 2")));
  source_.annotations = std::string(kHeader) + "s1,0,Anna,pleura,maps/a.png,\ns1,0,Ben,pleura,maps/a.png,\n";
  EXPECT_THAT(notes(), Contains(HasSubstr("is also the map of line 2")));
}

// Nothing is painted in it; or its two channels are two maps.
TEST_F(SharedMaps, ThatAreMeantAreNot) {
  cv::Mat both(32, 48, CV_8UC4, cv::Scalar(255, 255, 255, 100));
  both(cv::Rect(0, 0, 20, 20)) = cv::Scalar(70, 70, 70, 255);
  write_image(source_.folder / "maps/both.png", both);
  write_image(source_.folder / "maps/none.png", cv::Mat::zeros(32, 48, CV_8U));
  source_.annotations = std::string(kHeader) +
                        "s1,0,Anna,pleura,maps/both.png,gray\n"
                        "s1,0,Anna,b_line,maps/both.png,alpha\n"
                        "s2,0,Anna,pleura,maps/none.png,\n"
                        "clip,1,Anna,pleura,maps/none.png,\n";
  const auto result = convert_source();
  EXPECT_TRUE(result.written) << ::testing::PrintToString(result.faults.texts());
  EXPECT_THAT(result.faults.notes(), Not(Contains(HasSubstr("is also the map"))));
}

// The masks of one frame belong to all its annotators; those of another frame do not.
TEST_F(SharedMaps, TrueMasks) {
  write_image(source_.folder / "maps/true.png", cv::Mat(cv::Mat::eye(32, 48, CV_8U) * 255));
  source_.annotations = std::string(kHeader) +
                        "s1,0,Anna,pleura,maps/a.png,\n"
                        "s1,0,Ben,pleura,maps/b.png,\n"
                        "s2,0,Ben,pleura,maps/c.png,\n";
  const std::string one = "video_id,frame,class,file\ns1,0,pleura,maps/true.png\n";
  write_file(source_.folder / "truth/masks.csv", one);
  EXPECT_THAT(notes(), Not(Contains(HasSubstr("is also the map"))));
  write_file(source_.folder / "truth/masks.csv", one + "s2,0,pleura,maps/true.png\n");
  EXPECT_THAT(notes(), Contains(AllOf(HasSubstr("masks.csv line 3: "),
                                      HasSubstr("true.png: is also the map of line 2"),
                                      Not(HasSubstr("more of this kind")))));
}

TEST_F(SharedMaps, FoldersOfTrueFrames) {
  source_.videos = "video_id,file,patient,day,view\ns1,stills/s1.png,p1,0,R1\ns2,stills/s2.png,p1,3,L2\n";
  source_.annotations = source_.clinical = source_.patients = "";
  write_image(source_.folder / "truth/frames/one/0.png", cv::Mat::ones(32, 48, CV_8U));
  write_file(source_.folder / "truth/frames.csv",
             "video_id,file\ns1,truth/frames/one\ns2,truth/frames/one\n");
  EXPECT_THAT(notes(), Contains(AllOf(HasSubstr("frames.csv line 3: video 's2': "),
                                      HasSubstr("truth/frames/one is also the folder of line 2"))));
}

}  // namespace
}  // namespace sonosweep::data_tools
