// Work done in parallel whose results one thread takes in order: each piece of work fills a channel, a
// bounded distance ahead of the one being emptied. What comes out does not depend on the number of threads.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/stop_signal.h"

namespace sonosweep::data_tools {

// Calls work(i) for i in 0..count-1 on `jobs` threads. The first exception (by time) ends it and is thrown;
// a stop signal throws Stopped.
void parallel_for(std::size_t count, int jobs, const std::function<void(std::size_t)>& work);

template <typename Item>
class OrderedChannels {
 public:
  // Hands an item to the consumer; waits while the channel is full. False: nobody wants more.
  using Push = std::function<bool(Item)>;
  // Fills channel i; an exception ends the channel and is thrown to whoever empties it.
  using Produce = std::function<void(std::size_t, const Push&)>;

  // At most `items_ahead` items wait in each channel, and at most 2 `jobs` channels are begun and not
  // emptied.
  OrderedChannels(std::size_t channels, int jobs, std::size_t items_ahead, Produce produce)
      : channels_(channels),
        items_ahead_(items_ahead),
        window_(2 * static_cast<std::size_t>(jobs)),
        produce_(std::move(produce)) {
    const std::size_t most = std::min(channels, static_cast<std::size_t>(jobs));
    try {
      for (std::size_t i = 0; i < most; ++i) threads_.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
      if (threads_.empty()) throw Error("cannot start a thread (ulimit -u, memory?); use fewer --jobs");
    }  // the ones that began do all of it
  }
  ~OrderedChannels() {
    {
      const std::lock_guard lock(mutex_);
      cancelled_ = true;
    }
    changed_.notify_all();
    for (auto& thread : threads_) thread.join();
  }
  OrderedChannels(const OrderedChannels&) = delete;
  OrderedChannels& operator=(const OrderedChannels&) = delete;

  // The next item of `channel`; false at its end. Channels are emptied one after the other, from 0 on.
  // Throws what the producer threw; Stopped on a stop signal.
  bool next(std::size_t channel, Item& item) {
    std::unique_lock lock(mutex_);
    emptying_ = channel;
    changed_.notify_all();
    auto& from = channels_[channel];
    while (from.items.empty() && !from.ended) {
      // A signal does not wake us, so look now and then.
      changed_.wait_for(lock, std::chrono::milliseconds(100));
      if (stop_requested() != 0) throw Stopped("stopped; nothing was written");
    }
    if (from.items.empty()) {
      if (from.error) std::rethrow_exception(std::exchange(from.error, nullptr));
      return false;
    }
    item = std::move(from.items.front());
    from.items.pop_front();
    changed_.notify_all();
    return true;
  }

 private:
  struct Channel {
    std::deque<Item> items;
    bool ended = false;
    std::exception_ptr error;
  };

  bool push(std::size_t channel, Item item) {
    std::unique_lock lock(mutex_);
    auto& into = channels_[channel];
    changed_.wait(lock, [&] { return cancelled_ || into.items.size() < items_ahead_; });
    if (cancelled_) return false;
    into.items.push_back(std::move(item));
    changed_.notify_all();
    return true;
  }

  void work() {
    while (true) {
      std::size_t channel = 0;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock,
                      [&] { return cancelled_ || next_ >= channels_.size() || next_ < emptying_ + window_; });
        if (cancelled_ || next_ >= channels_.size()) return;
        channel = next_++;
      }
      std::exception_ptr error;
      try {
        produce_(channel, [&](Item item) { return push(channel, std::move(item)); });
      } catch (...) {
        error = std::current_exception();
      }
      {
        const std::lock_guard lock(mutex_);
        channels_[channel].ended = true;
        channels_[channel].error = error;
      }
      changed_.notify_all();
    }
  }

  std::vector<Channel> channels_;
  std::size_t items_ahead_, window_;
  Produce produce_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t next_ = 0, emptying_ = 0;
  bool cancelled_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace sonosweep::data_tools
