// Numbers by name, of which there are very many sets with the same names: the metrics of runs. The names are
// held once (NameLists), each set has its numbers alone.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace sonosweep::analysis {

// Sorted, each once.
using NameList = std::shared_ptr<const std::vector<std::string>>;
using NumberPairs = std::vector<std::pair<std::string_view, double>>;

// Like a std::map<std::string, double> that does not change.
class NamedNumbers {
 public:
  using value_type = std::pair<const std::string&, double>;
  class const_iterator {
   public:
    const_iterator(const NamedNumbers* numbers, std::size_t at) : numbers_(numbers), at_(at) {}
    value_type operator*() const { return {(*numbers_->names_)[at_], numbers_->values_[at_]}; }
    struct Pointed {
      value_type pair;
      const value_type* operator->() const { return &pair; }
    };
    Pointed operator->() const { return {**this}; }
    const_iterator& operator++() {
      ++at_;
      return *this;
    }
    bool operator==(const const_iterator& other) const { return at_ == other.at_; }
    bool operator!=(const const_iterator& other) const { return at_ != other.at_; }

   private:
    const NamedNumbers* numbers_;
    std::size_t at_;
  };

  NamedNumbers() = default;
  // As many values as names.
  NamedNumbers(NameList names, std::vector<double> values);
  NamedNumbers(std::initializer_list<std::pair<std::string_view, double>> pairs);

  const_iterator begin() const { return {this, 0}; }
  const_iterator end() const { return {this, values_.size()}; }
  const_iterator find(std::string_view name) const;
  double at(std::string_view name) const;  // throws std::out_of_range
  std::size_t size() const { return values_.size(); }
  bool empty() const { return values_.empty(); }

  // Of two sets with the same list number i is of the same name.
  const NameList& names() const { return names_; }
  const std::vector<double>& values() const { return values_; }

 private:
  NameList names_;
  std::vector<double> values_;
};

bool operator==(const NamedNumbers& a, const NamedNumbers& b);

// Gives sets of the same names the same list. Threads may share it.
class NameLists {
 public:
  // In any order; of equal names the first counts.
  NamedNumbers numbers(NumberPairs pairs);
  // Names in any order, as they are.
  NameList list_of(const std::vector<std::string_view>& names);

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, NameList> lists_;
};

}  // namespace sonosweep::analysis
