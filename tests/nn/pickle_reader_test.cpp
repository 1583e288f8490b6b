#include "nn/pickle_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include <limits>

#include "core/error.h"
#include "message_of.h"
#include "nn/pickle_builder.h"

namespace sonosweep::nn {
namespace {

using namespace testing;  // the pieces of a pickle
using ::testing::HasSubstr;

// A storage of any type: 0, 1, 2, ...; at most 100 elements.
torch::Tensor counting(const std::string& key, torch::ScalarType type, std::int64_t count) {
  if (count > 100) throw_error<DataError>("record '{}' is too short", key);
  return torch::arange(count).to(type);
}

Pickle read(const std::string& value) {
  return read_pickle(whole_pickle(value), counting);
}

constexpr const char* kNoException = "(no exception)";

std::string reason(const std::string& bytes) {
  return message_of<DataError>([&] { read_pickle(bytes, counting); });
}
std::string reason_of(const std::string& value) {
  return reason(whole_pickle(value));
}

std::string floats(std::int64_t offset, const std::vector<std::int64_t>& sizes,
                   const std::vector<std::int64_t>& strides, std::int64_t count = 6) {
  return pickle_tensor(pickle_storage("FloatStorage", "0", count), offset, sizes, strides);
}

torch::Tensor tensor(const std::string& value) {
  return std::get<torch::Tensor>(read(value).value);
}

TEST(PickleReader, plain_values) {
  EXPECT_EQ(std::get<bool>(read("\x88").value), true);
  EXPECT_EQ(std::get<bool>(read("\x89").value), false);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(read("N").value));
  EXPECT_EQ(std::get<double>(read(std::string("G\x3f\xf8\0\0\0\0\0\0", 9)).value), 1.5);  // 0x3ff8...
  const auto text = read(pickle_text("a.b"));
  EXPECT_EQ(*std::get<const std::string*>(text.value), "a.b");
  for (const std::int64_t n : {std::int64_t{0}, std::int64_t{255}, std::int64_t{256}, std::int64_t{65535},
                               std::int64_t{65536}, std::int64_t{-1}, std::int64_t{-70000},
                               std::int64_t{1} << 40, std::numeric_limits<std::int64_t>::min()})
    EXPECT_EQ(std::get<std::int64_t>(read(pickle_integer(n)).value), n);
  // LONG1 of 0, 1 and 2 bytes: 0, -2, 255.
  EXPECT_EQ(std::get<std::int64_t>(read(std::string("\x8a\x00", 2)).value), 0);
  EXPECT_EQ(std::get<std::int64_t>(read("\x8a\x01\xfe").value), -2);
  EXPECT_EQ(std::get<std::int64_t>(read(std::string("\x8a\x02\xff\x00", 4)).value), 255);
}

TEST(PickleReader, containers_and_memory) {
  // [1, 2, 3] by APPEND and APPENDS; put into memory twice and taken from there.
  const auto list = read(
      "]q\x05"
      "K\x01"
      "a"
      "(K\x02K\x03"
      "e"
      "r\x01\x02\x03\x04"
      "h\x05"
      "j\x01\x02\x03\x04"
      "\x87");
  const auto& items = std::get<const PickleTuple*>(list.value)->items;
  ASSERT_EQ(items.size(), 3U);
  const auto* first = std::get<PickleList*>(items[0]);
  EXPECT_EQ(first, std::get<PickleList*>(items[2]));
  ASSERT_EQ(first->items.size(), 3U);
  EXPECT_EQ(std::get<std::int64_t>(first->items[2]), 3);
  EXPECT_TRUE(std::get<const PickleTuple*>(read(")").value)->items.empty());
  const auto dict = read(pickle_ordered_dict({{"b", pickle_integer(1)}, {"a", pickle_integer(2)}}));
  const auto& entries = std::get<PickleDict*>(dict.value)->items;
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(*std::get<const std::string*>(entries[0].first), "b");
  EXPECT_EQ(std::get<std::int64_t>(entries[1].second), 2);
}

TEST(PickleReader, a_dict_may_hold_itself) {
  const auto dict = read(std::string("}q\x00", 3) + pickle_text("self") + std::string("h\x00s", 3));
  const auto* outer = std::get<PickleDict*>(dict.value);
  EXPECT_EQ(std::get<PickleDict*>(outer->items.at(0).second), outer);
}

TEST(PickleReader, deep_nesting_needs_no_stack) {
  // ((((...)))) 300,000 deep: freed without recursion.
  EXPECT_NO_THROW(read(")" + std::string(300'000, '\x85')));
}

TEST(PickleReader, tensors_are_views_of_their_storage) {
  EXPECT_TRUE(
      torch::equal(tensor(floats(0, {2, 3}, {3, 1})), torch::tensor({{0.F, 1.F, 2.F}, {3.F, 4.F, 5.F}})));
  EXPECT_TRUE(
      torch::equal(tensor(floats(0, {3, 2}, {1, 3})), torch::tensor({{0.F, 3.F}, {1.F, 4.F}, {2.F, 5.F}})));
  EXPECT_TRUE(torch::equal(tensor(floats(4, {2}, {1})), torch::tensor({4.F, 5.F})));
  EXPECT_TRUE(torch::equal(tensor(floats(3, {}, {})), torch::tensor(3.F)));
  EXPECT_TRUE(torch::equal(tensor(floats(2, {3}, {0})), torch::full({3}, 2.F)));  // expanded
  EXPECT_EQ(tensor(floats(6, {0, 4}, {4, 1})).numel(), 0);
  EXPECT_EQ(tensor(floats(0, {0}, {1}, 0)).numel(), 0);
}

TEST(PickleReader, every_type_of_storage) {
  const std::pair<const char*, torch::ScalarType> types[] = {
      {"FloatStorage", torch::kFloat},       {"DoubleStorage", torch::kDouble}, {"HalfStorage", torch::kHalf},
      {"BFloat16Storage", torch::kBFloat16}, {"LongStorage", torch::kLong},     {"IntStorage", torch::kInt},
      {"ShortStorage", torch::kShort},       {"CharStorage", torch::kChar},     {"ByteStorage", torch::kByte},
      {"BoolStorage", torch::kBool}};
  for (const auto& [name, type] : types)
    EXPECT_EQ(tensor(pickle_tensor(pickle_storage(name, "0", 2), 0, {2}, {1})).scalar_type(), type) << name;
}

TEST(PickleReader, parameter_is_its_tensor) {
  const auto hooks = pickle_global("collections", "OrderedDict") + ")R";
  const auto parameter = pickle_global("torch._utils", "_rebuild_parameter") +
                         pickle_tuple({floats(0, {2}, {1}), "\x88", hooks}) + "R";
  const auto read_back = tensor(parameter);
  EXPECT_TRUE(torch::equal(read_back, torch::tensor({0.F, 1.F})));
  EXPECT_FALSE(read_back.requires_grad());
}

TEST(PickleReader, refuses_every_other_class_by_name) {
  EXPECT_THAT(reason_of(pickle_global("os", "system") + pickle_tuple({pickle_text("true")}) + "R"),
              HasSubstr("'os.system' is not allowed"));
  EXPECT_THAT(reason_of(pickle_global("torch", "load")), HasSubstr("'torch.load' is not allowed"));
  EXPECT_THAT(reason_of(pickle_global("torch.FloatStorage", "")), HasSubstr("not allowed"));
  EXPECT_THAT(reason_of(pickle_global("a\x1b[2J", "b")), HasSubstr("'a?[2J.b'"));
}

TEST(PickleReader, refuses_every_other_operation) {
  const std::string known = std::string("\x80(N\x88\x89KMJ\x8aGX)\x85\x86\x87t]ae}suqrhjcQRb.");
  for (int operation = 0; operation < 256; ++operation) {
    const char letter = static_cast<char>(operation);
    if (known.find(letter) != std::string::npos) continue;
    EXPECT_THAT(reason(std::string("\x80\x02") + letter + "N."), HasSubstr("is not allowed")) << operation;
  }
}

TEST(PickleReader, refuses_other_protocols) {
  EXPECT_THAT(reason("\x80\x04N."), HasSubstr("protocol 4"));
  EXPECT_EQ(reason("\x80\x03N."), kNoException);
}

TEST(PickleReader, refuses_values_that_do_not_fit) {
  EXPECT_THAT(reason("."), HasSubstr("byte 0: a value is missing"));
  EXPECT_THAT(reason("("), HasSubstr("byte 1: cut short"));
  EXPECT_EQ(reason("(t."), kNoException);
  EXPECT_THAT(reason("t."), HasSubstr("a mark is missing"));
  EXPECT_THAT(reason("}(Nu."), HasSubstr("a key without a value"));
  EXPECT_THAT(reason("(NNu."), HasSubstr("a value is missing"));
  EXPECT_THAT(reason("NNNs."), HasSubstr("expected a dict"));
  EXPECT_THAT(reason("NNa."), HasSubstr("expected a list"));
  EXPECT_THAT(reason("NNb."), HasSubstr("expected a dict"));
  EXPECT_THAT(reason("NNR."), HasSubstr("expected a function"));
  EXPECT_THAT(reason("N(\x85."), HasSubstr("a value is missing"));  // under the mark
  EXPECT_THAT(reason("h\x01."), HasSubstr("not remembered"));
  EXPECT_THAT(reason("NQ."), HasSubstr("storage is not of the expected kind"));
  EXPECT_THAT(reason(pickle_global("torch", "FloatStorage") + ")R."), HasSubstr("cannot be called"));
  EXPECT_THAT(reason(pickle_global("torch._utils", "_rebuild_tensor_v2") + ")R."), HasSubstr("too short"));
  EXPECT_THAT(reason(pickle_global("collections", "OrderedDict") + "]\x85R."), HasSubstr("with arguments"));
  EXPECT_THAT(reason("\x8a\x09"
                     "123456789."),
              HasSubstr("9 bytes"));
  EXPECT_THAT(reason_of(pickle_text("\xff")), HasSubstr("UTF-8"));
}

TEST(PickleReader, refuses_tensors_that_reach_beyond_their_storage) {
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  const auto beyond = HasSubstr("reaches beyond its storage of 6 elements");
  EXPECT_THAT(reason_of(floats(0, {7}, {1})), beyond);
  EXPECT_THAT(reason_of(floats(1, {2, 3}, {3, 1})), beyond);  // 1 + 3 + 2 = 6
  EXPECT_THAT(reason_of(floats(0, {2, 3}, {4, 1})), beyond);  // 4 + 2 = 6
  EXPECT_THAT(reason_of(floats(6, {}, {})), beyond);
  EXPECT_THAT(reason_of(floats(7, {0}, {1})), beyond);
  EXPECT_THAT(reason_of(floats(-1, {1}, {1})), beyond);
  EXPECT_THAT(reason_of(floats(0, {3}, {kMost})), beyond);
  EXPECT_THAT(reason_of(floats(kMost, {2}, {kMost})), beyond);
  EXPECT_THAT(reason_of(floats(0, {kMost, 2}, {0, 1})), HasSubstr("more elements than can be counted"));
  EXPECT_THAT(reason_of(floats(0, {-1}, {1})), HasSubstr("negative"));
  EXPECT_THAT(reason_of(floats(0, {2}, {-1})), HasSubstr("negative"));
  EXPECT_THAT(reason_of(floats(0, {2, 3}, {1})), HasSubstr("2 sizes and 1 strides"));
  const std::vector<std::int64_t> many(65, 1);
  EXPECT_THAT(reason_of(floats(0, many, many)), HasSubstr("65 sizes"));
  EXPECT_THAT(reason_of(floats(0, {1}, {1}, -6)), HasSubstr("negative"));
}

// What torch.save(model.state_dict()) writes, with memory and every kind of value.
std::string sample_pickle() {
  return whole_pickle(
      pickle_dict({{"epoch", pickle_integer(70'000)},
                   {"rate", std::string("G\x3f\xf8\0\0\0\0\0\0", 9)},
                   {"list",
                    "](K\x01K\x02"
                    "e"},
                   {"state_dict", pickle_ordered_dict({{"a.weight", floats(0, {2, 3}, {3, 1}) + "q\x01"},
                                                       {"a.bias", floats(4, {2}, {1})},
                                                       {"a.tied", "h\x01"}})}}));
}

TEST(PickleReader, cut_short_anywhere_is_refused) {
  const auto bytes = sample_pickle();
  ASSERT_EQ(reason(bytes), kNoException);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_THAT(reason(bytes.substr(0, size)), HasSubstr("pickle, byte ")) << size;
}

TEST(PickleReader, any_changed_byte_is_refused_or_read) {
  const auto bytes = sample_pickle();
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (int value = 0; value < 256; ++value) {
      auto changed = bytes;
      changed[at] = static_cast<char>(value);
      reason(changed);  // anything but a DataError ends the test
    }
  }
}

}  // namespace
}  // namespace sonosweep::nn
