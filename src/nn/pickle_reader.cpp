#include "nn/pickle_reader.h"

#include <unordered_map>

#include "core/error.h"
#include "core/text.h"
#include "nn/byte_cursor.h"

namespace sonosweep::nn {
namespace {

using Values = std::vector<PickleValue>;

// The stack machine that pickles are written for.
class Machine {
 public:
  Machine(std::string_view bytes, const StorageSource& storages) : in_(bytes), storages_(storages) {}

  Pickle run() {
    std::size_t at = 0;
    try {
      while (true) {
        at = in_.position();
        const char operation = in_.take(1)[0];
        if (operation == '.') return {pop(), std::move(heap_)};  // STOP
        step(operation);
      }
    } catch (const DataError& error) {
      throw_error<DataError>("pickle, byte {}: {}", at, error.what());
    }
  }

 private:
  // The names are those of Python's pickletools.
  void step(char operation) {
    switch (operation) {
      case '\x80':  // PROTO
        return check_protocol();
      case '(':  // MARK
        return marks_.push_back(stack_.size());
      case 'N':  // NONE
        return push(std::monostate());
      case '\x88':  // NEWTRUE
        return push(true);
      case '\x89':  // NEWFALSE
        return push(false);
      case 'K':  // BININT1
        return push(static_cast<std::int64_t>(in_.unsigned_number(1)));
      case 'M':  // BININT2
        return push(static_cast<std::int64_t>(in_.unsigned_number(2)));
      case 'J':  // BININT
        return push(in_.signed_number(4));
      case '\x8a':  // LONG1
        return push_long();
      case 'G':  // BINFLOAT
        return push(in_.big_endian_double());
      case 'X':  // BINUNICODE
        return push_text();
      case ')':  // EMPTY_TUPLE
        return push_tuple({});
      case '\x85':  // TUPLE1
        return push_tuple(pop_many(1));
      case '\x86':  // TUPLE2
        return push_tuple(pop_many(2));
      case '\x87':  // TUPLE3
        return push_tuple(pop_many(3));
      case 't':  // TUPLE
        return push_tuple(pop_marked());
      case ']':  // EMPTY_LIST
        return push(&heap_.lists.emplace_back());
      case 'a':  // APPEND
        return append(pop_many(1));
      case 'e':  // APPENDS
        return append(pop_marked());
      case '}':  // EMPTY_DICT
        return push(&heap_.dicts.emplace_back());
      case 's':  // SETITEM
        return set_items(pop_many(2));
      case 'u':  // SETITEMS
        return set_items(pop_marked());
      case 'q':  // BINPUT
        return remember(1);
      case 'r':  // LONG_BINPUT
        return remember(4);
      case 'h':  // BINGET
        return recall(1);
      case 'j':  // LONG_BINGET
        return recall(4);
      case 'c':  // GLOBAL
        return push_global();
      case 'Q':  // BINPERSID
        return push(find_storage(pop(), storages_));
      case 'R':  // REDUCE
        return call();
      case 'b':  // BUILD
        return ignore_state();
      default:
        throw_error<DataError>("operation 0x{:02x} is not allowed in a file of weights",
                               static_cast<unsigned char>(operation));
    }
  }

  void push(PickleValue value) { stack_.push_back(std::move(value)); }

  // What stands under the last mark is out of reach.
  void require(std::size_t count) const {
    if (stack_.size() - (marks_.empty() ? 0 : marks_.back()) < count) throw DataError("a value is missing");
  }

  PickleValue pop() { return std::move(pop_many(1)[0]); }

  Values pop_many(std::size_t count) {
    require(count);
    return pop_from(stack_.size() - count);
  }

  Values pop_marked() {
    if (marks_.empty()) throw DataError("a mark is missing");
    const auto first = marks_.back();
    marks_.pop_back();
    return pop_from(first);
  }

  Values pop_from(std::size_t first) {
    const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(first);
    Values values(std::make_move_iterator(begin), std::make_move_iterator(stack_.end()));
    stack_.erase(begin, stack_.end());
    return values;
  }

  // The value on top, left there.
  template <typename Kind>
  Kind top_as(const char* name) {
    require(1);
    const auto* value = std::get_if<Kind>(&stack_.back());
    if (value == nullptr) throw_error<DataError>("expected {}", name);
    return *value;
  }

  void check_protocol() {
    const auto protocol = in_.unsigned_number(1);
    if (protocol != 2 && protocol != 3)
      throw_error<DataError>("pickle protocol {} is not read; save the file again without pickle_protocol=",
                             protocol);
  }

  void push_long() {
    const auto width = in_.unsigned_number(1);
    if (width > 8) throw_error<DataError>("an integer of {} bytes; at most 8 are read", width);
    push(in_.signed_number(width));
  }

  void push_text() {
    const auto text = in_.take(in_.unsigned_number(4));
    if (!is_valid_utf8(text)) throw DataError("a text is not UTF-8");
    push(&heap_.texts.emplace_back(text));
  }

  void push_tuple(Values items) { push(&heap_.tuples.emplace_back(PickleTuple{std::move(items)})); }

  void append(Values items) {
    auto& list = top_as<PickleList*>("a list")->items;
    list.insert(list.end(), std::make_move_iterator(items.begin()), std::make_move_iterator(items.end()));
  }

  void set_items(Values items) {
    if (items.size() % 2 != 0) throw DataError("a key without a value");
    auto& dict = top_as<PickleDict*>("a dict")->items;
    for (std::size_t i = 0; i < items.size(); i += 2)
      dict.emplace_back(std::move(items[i]), std::move(items[i + 1]));
  }

  void remember(std::size_t width) {
    const auto index = in_.unsigned_number(width);
    require(1);
    memo_[index] = stack_.back();
  }

  void recall(std::size_t width) {
    const auto found = memo_.find(in_.unsigned_number(width));
    if (found == memo_.end()) throw DataError("refers to a value that was not remembered");
    push(found->second);
  }

  void push_global() {
    const std::string module(in_.line());
    const std::string name(in_.line());
    push(find_global(module + "." + name));
  }

  void call() {
    const auto values = pop_many(2);
    const auto* function = std::get_if<PickleGlobal>(&values[0]);
    const auto* arguments = std::get_if<const PickleTuple*>(&values[1]);
    if (function == nullptr || arguments == nullptr) throw DataError("expected a function and its arguments");
    switch (function->kind) {
      case PickleGlobal::Kind::kOrderedDict:
        // With arguments only Python 2 wrote it.
        if (!(*arguments)->items.empty()) throw DataError("an OrderedDict with arguments is not read");
        return push(&heap_.dicts.emplace_back());
      case PickleGlobal::Kind::kRebuildTensor:
        return push(rebuild_tensor(**arguments));
      case PickleGlobal::Kind::kRebuildParameter:
        return push(rebuild_parameter(**arguments));
      case PickleGlobal::Kind::kStorage:
        break;
    }
    throw DataError("a storage cannot be called");
  }

  // The attributes of a state_dict: versions of its modules.
  void ignore_state() {
    pop();
    top_as<PickleDict*>("a dict");
  }

  ByteCursor in_;
  const StorageSource& storages_;
  PickleHeap heap_;
  Values stack_;
  std::vector<std::size_t> marks_;  // sizes of the stack
  std::unordered_map<std::uint64_t, PickleValue> memo_;
};

}  // namespace

Pickle read_pickle(std::string_view bytes, const StorageSource& storages) {
  return Machine(bytes, storages).run();
}

}  // namespace sonosweep::nn
