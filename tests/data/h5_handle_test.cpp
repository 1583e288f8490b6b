#include "data/h5_handle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "data/h5_file.h"
#include "message_of.h"
#include "temp_dir.h"

namespace sonosweep::data {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;

TEST(H5Handle, ClosesOnceAndMoves) {
  prepare_h5_library();
  const auto count = [] { return H5Fget_obj_count(static_cast<hid_t>(H5F_OBJ_ALL), H5F_OBJ_ALL); };
  const hsize_t extent[] = {4};
  hid_t id = -1;
  {
    H5SpaceHandle first(H5Screate_simple(1, extent, nullptr));
    id = first.get();
    H5SpaceHandle second(std::move(first));
    EXPECT_FALSE(first);  // NOLINT(bugprone-use-after-move): that is what is tested
    EXPECT_TRUE(second);
    H5SpaceHandle third;
    third = std::move(second);
    EXPECT_EQ(third.get(), id);
    EXPECT_GT(H5Iis_valid(id), 0);
  }
  EXPECT_EQ(H5Iis_valid(id), 0);
  EXPECT_EQ(count(), 0);
}

TEST(H5Checked, TurnsTheErrorStackIntoTextAndClearsIt) {
  prepare_h5_library();
  ::testing::internal::CaptureStderr();
  EXPECT_THAT(
      testing::message_of<DataError>(
          [] { h5_checked<DataError>("a.h5: /frames", "read", [] { return H5Dget_type(-1); }); }),
      AllOf(HasSubstr("a.h5: /frames: cannot read ("), AnyOf(HasSubstr("dataset"), HasSubstr("identifier"))));
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(H5Eget_num(H5E_DEFAULT), 0);
}

TEST(H5Silence, GivesThePrintingBack) {
  H5E_auto2_t before = nullptr, within = nullptr, after = nullptr;
  void* data = nullptr;
  H5Eget_auto2(H5E_DEFAULT, &before, &data);
  {
    const H5Silence silence;
    H5Eget_auto2(H5E_DEFAULT, &within, &data);
  }
  H5Eget_auto2(H5E_DEFAULT, &after, &data);
  EXPECT_EQ(within, nullptr);
  EXPECT_EQ(after, before);
  EXPECT_NE(after, nullptr);
}

TEST(H5File, TextOfBothKindsIsRead) {
  const testing::TempDir dir;
  const auto path = dir / "a.h5";
  {
    // As h5py writes strings by default: variable length.
    H5FileHandle file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
    H5TypeHandle type(H5Tcopy(H5T_C_S1));
    H5Tset_size(type.get(), H5T_VARIABLE);
    H5Tset_cset(type.get(), H5T_CSET_UTF8);
    const hsize_t extent[] = {2};
    H5SpaceHandle space(H5Screate_simple(1, extent, nullptr));
    H5AttributeHandle attribute(
        H5Acreate2(file.get(), "names", type.get(), space.get(), H5P_DEFAULT, H5P_DEFAULT));
    const char* names[] = {"a", "Müller"};
    H5Awrite(attribute.get(), type.get(), names);
  }
  const H5File file = H5File::open(path);
  EXPECT_THAT(file.read_list_attribute("/", "names"), ::testing::ElementsAre("a", "Müller"));
  EXPECT_THROW(file.read_text_attribute("/", "names"), DataError);
  EXPECT_THROW(file.read_integer_attribute("/", "names"), DataError);
  EXPECT_THROW(file.read_text_attribute("/", "nothing"), DataError);
  EXPECT_FALSE(file.has("/a/b"));
}

}  // namespace
}  // namespace sonosweep::data
