// What a pickle of weights may hold: plain values, tuples, lists, dicts and tensors.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace sonosweep::nn {

// A class or function that a pickle may name.
struct PickleGlobal {
  enum class Kind { kOrderedDict, kRebuildTensor, kRebuildParameter, kStorage };
  Kind kind;
  torch::ScalarType type;  // of a storage
};

// The elements of a file's storage [n]; tensors are views of it.
struct PickleStorage {
  torch::Tensor elements;
};

struct PickleTuple;
struct PickleList;
struct PickleDict;

// Texts and containers are pointers into the PickleHeap: one may stand at many places, even inside itself.
using PickleValue =
    std::variant<std::monostate, bool, std::int64_t, double, const std::string*, const PickleTuple*,
                 PickleList*, PickleDict*, PickleGlobal, PickleStorage, torch::Tensor>;

struct PickleTuple {
  std::vector<PickleValue> items;
};
struct PickleList {
  std::vector<PickleValue> items;
};
struct PickleDict {
  std::vector<std::pair<PickleValue, PickleValue>>
      items;  // in the order they were set; a key may stand twice
};

// Owns what the values point to. Addresses stay when it is moved.
struct PickleHeap {
  std::deque<std::string> texts;
  std::deque<PickleTuple> tuples;
  std::deque<PickleList> lists;
  std::deque<PickleDict> dicts;
};

struct Pickle {
  PickleValue value;  // what was pickled
  PickleHeap heap;
};

// Text of a file as it may stand in a message: printable, not too long.
std::string shown(const std::string& text);

}  // namespace sonosweep::nn
