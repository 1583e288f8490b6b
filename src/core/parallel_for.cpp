#include "core/parallel_for.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace sonosweep {

void parallel_for(std::size_t count, const std::function<void(std::size_t)>& turn) {
  constexpr std::size_t kBlock = 64, kMostThreads = 8;
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  std::size_t failed_at = count;
  const auto work = [&] {
    for (std::size_t begin = 0; (begin = next.fetch_add(kBlock)) < count;)
      for (std::size_t i = begin; i < std::min(begin + kBlock, count); ++i) {
        try {
          turn(i);
        } catch (...) {
          const std::lock_guard<std::mutex> lock(mutex);
          if (i < failed_at) failed_at = i, failure = std::current_exception();
        }
      }
  };
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t wanted = std::min({cores, kMostThreads, (count + kBlock - 1) / kBlock});
  std::vector<std::thread> helpers;
  try {
    for (std::size_t i = 1; i < wanted; ++i) helpers.emplace_back(work);
  } catch (const std::exception&) {
    // Fewer threads than wanted do the same.
  }
  work();
  for (auto& helper : helpers) helper.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace sonosweep
