#include "data_tools/convert/ordered_channels.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <system_error>
#include <thread>

namespace sonosweep::data_tools {

void parallel_for(std::size_t count, int jobs, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr first_error;
  const auto loop = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++) {
        if (stop_requested() != 0) throw Stopped("stopped; nothing was written");
        work(i);
      }
    } catch (...) {
      next = count;
      const std::lock_guard lock(mutex);
      if (!first_error) first_error = std::current_exception();
    }
  };
  std::vector<std::thread> threads;
  try {
    for (std::size_t i = 1; i < std::min<std::size_t>(count, static_cast<std::size_t>(jobs)); ++i)
      threads.emplace_back(loop);
  } catch (const std::system_error&) {
  }  // no more threads are to be had: those that began and this one do all of it
  loop();
  for (auto& thread : threads) thread.join();
  if (first_error) std::rethrow_exception(first_error);
}

}  // namespace sonosweep::data_tools
