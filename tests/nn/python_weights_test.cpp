#include "nn/python_weights.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "core/atomic_file.h"
#include "core/error.h"
#include "message_of.h"
#include "nn/checkpoint.h"
#include "nn/pickle_builder.h"
#include "temp_dir.h"
#include "test_paths.h"

namespace sonosweep::nn {
namespace {

using namespace testing;  // the pieces of a pickle
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kNone = "(no exception)";

using Records = std::map<std::string, std::string>;

std::vector<std::string> names(const StateDict& state) {
  std::vector<std::string> out;
  for (const auto& entry : state) out.push_back(entry.first);
  return out;
}

class PythonWeights : public ::testing::Test {
 protected:
  StateDict load(const Records& records) {
    write_archive(file_, records);
    return load_python_state_dict(file_);
  }
  // A file whose pickle is this value and whose storage 0 has the floats 0..5.
  StateDict load_value(const std::string& value) { return load(with_value(value)); }
  static Records with_value(const std::string& value) {
    return {{"data.pkl", whole_pickle(value)}, {"data/0", raw_bytes<float>({0, 1, 2, 3, 4, 5})}};
  }

  std::string reason_of_file() {
    const auto message = message_of<DataError>([&] { load_python_state_dict(file_); });
    if (message != kNone) {
      EXPECT_THAT(message, HasSubstr(file_.string()));
    }
    return message;
  }
  std::string reason(const Records& records) {
    write_archive(file_, records);
    return reason_of_file();
  }
  std::string reason_of_value(const std::string& value) { return reason(with_value(value)); }

  static std::string floats(std::int64_t offset, const std::vector<std::int64_t>& sizes,
                            const std::vector<std::int64_t>& strides) {
    return pickle_tensor(pickle_storage("FloatStorage", "0", 6), offset, sizes, strides);
  }

  TempDir dir_;
  std::filesystem::path file_ = dir_ / "weights.pt";
};

TEST_F(PythonWeights, ordered_dict_keeps_its_order_and_views) {
  const auto state = load_value(pickle_ordered_dict(
      {{"b", floats(0, {2, 3}, {3, 1})}, {"a", floats(0, {3, 2}, {1, 3})}, {"c", floats(5, {}, {})}}));
  EXPECT_THAT(names(state), ElementsAre("b", "a", "c"));
  EXPECT_TRUE(torch::equal(state[0].second, torch::tensor({{0.F, 1.F, 2.F}, {3.F, 4.F, 5.F}})));
  EXPECT_TRUE(torch::equal(state[1].second, state[0].second.t()));
  EXPECT_EQ(state[2].second.item<float>(), 5);
  // One storage, as in Python.
  EXPECT_EQ(state[0].second.data_ptr(), state[1].second.data_ptr());
}

TEST_F(PythonWeights, plain_or_nested_under_state_dict) {
  const auto weights = pickle_dict({{"a", floats(0, {2}, {1})}});
  EXPECT_THAT(names(load_value(weights)), ElementsAre("a"));
  EXPECT_THAT(names(load_value(pickle_dict({{"epoch", pickle_integer(3)}, {"state_dict", weights}}))),
              ElementsAre("a"));
}

// fixtures/make_python_weights.py: Python's own pickler and zip writer.
TEST_F(PythonWeights, file_written_by_python) {
  const auto state = load_python_state_dict(SONOSWEEP_SOURCE_DIR "/tests/nn/fixtures/python_weights.pt");
  EXPECT_THAT(names(state), ElementsAre("module.conv.weight", "module.tied.weight", "module.bn.weight",
                                        "module.bn.num_batches_tracked", "module.mask"));
  EXPECT_TRUE(torch::equal(state[0].second, torch::tensor({{0.F, 1.F, 2.F}, {3.F, 4.F, 5.F}})));
  EXPECT_TRUE(torch::equal(state[1].second, torch::tensor({{0.F, 3.F}, {1.F, 4.F}, {2.F, 5.F}})));
  EXPECT_EQ(state[2].second.scalar_type(), torch::kHalf);
  EXPECT_TRUE(torch::equal(state[2].second.to(torch::kFloat), torch::tensor({.5F, -2.F})));
  EXPECT_EQ(state[3].second.scalar_type(), torch::kLong);
  EXPECT_EQ(state[3].second.dim(), 0);
  EXPECT_EQ(state[3].second.item<std::int64_t>(), 7);
  EXPECT_TRUE(torch::equal(state[4].second, torch::tensor({false, true})));
  for (const auto& entry : state) EXPECT_FALSE(entry.second.requires_grad());
}

TEST_F(PythonWeights, types) {
  const auto one = [&](const std::string& type, const std::string& bytes, std::int64_t count) {
    return load({{"data.pkl", whole_pickle(pickle_dict({{"x", pickle_tensor(pickle_storage(type, "0", count),
                                                                            0, {count}, {1})}}))},
                 {"data/0", bytes}})[0]
        .second;
  };
  // 0x3c00 = 1, 0xc000 = -2 in half precision; 0x3f80 = 1, 0xc000 = -2 in bfloat16.
  EXPECT_TRUE(torch::equal(one("HalfStorage", raw_bytes<std::uint16_t>({0x3c00, 0xc000}), 2),
                           torch::tensor({1, -2}).to(torch::kHalf)));
  EXPECT_TRUE(torch::equal(one("BFloat16Storage", raw_bytes<std::uint16_t>({0x3f80, 0xc000}), 2),
                           torch::tensor({1, -2}).to(torch::kBFloat16)));
  EXPECT_TRUE(torch::equal(one("LongStorage", raw_bytes<std::int64_t>({std::int64_t{1} << 40, -1}), 2),
                           torch::tensor({std::int64_t{1} << 40, std::int64_t{-1}}, torch::kLong)));
  EXPECT_TRUE(torch::equal(one("DoubleStorage", raw_bytes<double>({1e-300}), 1),
                           torch::tensor({1e-300}, torch::kDouble)));
  // Bytes that are no bools.
  EXPECT_TRUE(torch::equal(one("BoolStorage", raw_bytes<std::uint8_t>({0, 1, 7}), 3),
                           torch::tensor({false, true, true})));
  EXPECT_EQ(one("FloatStorage", "", 0).numel(), 0);
}

TEST_F(PythonWeights, reads_our_own_checkpoints) {
  const StateDict saved = {{"a.weight", torch::rand({3, 2})},
                           {"a.num_batches_tracked", torch::tensor(5, torch::kLong)}};
  save_checkpoint(file_, {saved, "{}"});
  const auto state = load_python_state_dict(file_);
  ASSERT_EQ(state.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(state[i].first, saved[i].first);
    EXPECT_TRUE(torch::equal(state[i].second, saved[i].second));
  }
}

TEST_F(PythonWeights, prefixes_that_all_share_are_taken_off) {
  const auto without = [](const std::vector<std::string>& given) {
    StateDict state;
    for (const auto& name : given) state.emplace_back(name, torch::Tensor());
    return names(without_common_prefixes(state));
  };
  EXPECT_THAT(without({"module.a", "module.b.c"}), ElementsAre("a", "b.c"));
  EXPECT_THAT(without({"model.module.a", "model.module.b"}), ElementsAre("a", "b"));
  EXPECT_THAT(without({"module.model.module.a"}), ElementsAre("a"));
  EXPECT_THAT(without({"module.a", "model.b"}), ElementsAre("module.a", "model.b"));
  EXPECT_THAT(without({"module.a", "b"}), ElementsAre("module.a", "b"));
  EXPECT_THAT(without({"modules.a"}), ElementsAre("modules.a"));
  EXPECT_THAT(without({"module."}), ElementsAre("module."));  // nothing would be left
  EXPECT_THAT(without({}), ElementsAre());
}

TEST_F(PythonWeights, refuses_what_is_no_dict_of_tensors) {
  const auto weights = floats(0, {2}, {1});
  EXPECT_THAT(reason_of_value(weights), HasSubstr("holds no dict"));
  EXPECT_THAT(reason_of_value("}"), HasSubstr("holds no tensors"));
  EXPECT_THAT(reason_of_value(pickle_dict({{"state_dict", "}"}, {"a", weights}})),
              HasSubstr("holds no tensors"));
  EXPECT_THAT(reason_of_value(pickle_dict({{"a", weights}, {"epoch", pickle_integer(1)}})),
              HasSubstr("'epoch' is no tensor"));
  EXPECT_THAT(reason_of_value(pickle_dict({{"a", weights}, {"a", weights}})), HasSubstr("holds 'a' twice"));
  EXPECT_THAT(reason_of_value("}" + pickle_integer(1) + weights + "s"), HasSubstr("no text"));
  EXPECT_THAT(reason_of_value(pickle_global("os", "system") + pickle_tuple({pickle_text("true")}) + "R"),
              HasSubstr("'os.system' is not allowed"));
}

TEST_F(PythonWeights, refuses_storages_that_are_not_there_or_too_short) {
  const auto of = [](const std::string& storage) {
    return pickle_dict({{"x", pickle_tensor(storage, 0, {1}, {1})}});
  };
  EXPECT_THAT(reason_of_value(of(pickle_storage("FloatStorage", "1", 6))),
              HasSubstr("holds no record 'data/1'"));
  EXPECT_THAT(reason_of_value(of(pickle_storage("FloatStorage", "../data/0", 6))), HasSubstr("is no number"));
  EXPECT_THAT(reason_of_value(of(pickle_storage("FloatStorage", "0", 7))),
              HasSubstr("24 bytes, too few for 7"));
  EXPECT_THAT(reason_of_value(of(pickle_storage("DoubleStorage", "0", 4))),
              HasSubstr("24 bytes, too few for 4"));
  EXPECT_THAT(reason_of_value(of(pickle_storage("FloatStorage", "0", std::int64_t{1} << 62))),
              HasSubstr("too few"));
  EXPECT_THAT(
      reason_of_value(pickle_dict({{"x", floats(0, {1}, {1})},
                                   {"y", pickle_tensor(pickle_storage("IntStorage", "0", 6), 0, {1}, {1})}})),
      HasSubstr("described in two ways"));
  EXPECT_THAT(reason_of_value(pickle_dict({{"x", floats(4, {3}, {1})}})), HasSubstr("reaches beyond"));
}

TEST_F(PythonWeights, refuses_big_endian) {
  auto records = with_value(pickle_dict({{"a", floats(0, {2}, {1})}}));
  records["byteorder"] = "little";
  EXPECT_EQ(reason(records), kNone);
  records["byteorder"] = "big";
  EXPECT_THAT(reason(records), HasSubstr("big-endian"));
}

TEST_F(PythonWeights, refuses_other_files) {
  EXPECT_THAT(reason({{"x", "y"}}), HasSubstr("holds no record 'data.pkl'"));
  // The old format begins with a pickled magic number.
  write_file_atomically(file_, std::string("\x80\x02\x8a\x0a"
                                           "l\xfc\x9c"
                                           "F\xf9 j\xa8P\x19."));
  EXPECT_THAT(reason_of_file(), HasSubstr("save it again"));
  for (const std::string& bytes : {std::string(), std::string("P"), std::string("\x89HDF\r\n")}) {
    write_file_atomically(file_, bytes);
    EXPECT_THAT(reason_of_file(), HasSubstr("not a file of torch.save()"));
  }
  EXPECT_THROW(load_python_state_dict(dir_ / "absent.pt"), Error);
  EXPECT_THROW(load_python_state_dict(dir_.path()), Error);
}

TEST_F(PythonWeights, archive_cut_short_anywhere_is_refused) {
  load_value(pickle_dict({{"a", floats(0, {2}, {1})}}));
  const auto bytes = read_file(file_);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    write_file_atomically(file_, bytes.substr(0, size));
    EXPECT_NE(reason_of_file(), kNone) << size;
  }
}

TEST_F(PythonWeights, archive_with_any_changed_byte_is_refused_or_read) {
  load_value(pickle_dict({{"a", floats(0, {2}, {1})}}));
  const auto bytes = read_file(file_);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const char mask : {'\x01', '\x80', '\xff'}) {
      auto changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ mask);
      write_file_atomically(file_, changed);
      reason_of_file();  // anything but a DataError ends the test
    }
  }
}

}  // namespace
}  // namespace sonosweep::nn
