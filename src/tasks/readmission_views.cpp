#include "tasks/readmission_views.h"

#include <fmt/format.h>

#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "core/error.h"

namespace sonosweep::tasks {
namespace {

using Rows = std::vector<std::size_t>;
using ViewsOfDay = std::map<int, std::map<std::string, Rows>>;  // day -> view -> rows of all videos

// Collects the samples of one patient after the other.
class Sampler {
 public:
  Sampler(const data::PackIndex& index, const std::vector<std::string>& patients, ReadmissionDays days)
      : all_(clinical_videos(index, patients)), days_(days) {
    out_.left_out = all_.left_out;
    for (const auto& patient : index.patients) outcomes_[patient.id] = patient.readmitted_30d;
    for (std::size_t row = 0; row < all_.videos.size(); ++row) {
      const TaskVideo& video = all_.videos[row];
      videos_[video.patient][video.day][video.view].push_back(row);
    }
  }

  void add(const std::string& patient) {
    const auto outcome = outcomes_.find(patient);
    if (outcome == outcomes_.end() || outcome->second < 0) return leave_out("{}: outcome unknown", patient);
    const ViewsOfDay& by_day = videos_[patient];
    if (by_day.empty()) return leave_out("{}: no video with a day and a view", patient);
    if (by_day.size() == 1) return leave_out("{}: one recorded day only", patient);
    const auto first = by_day.begin();
    const auto second = days_ == ReadmissionDays::kFirstTwo ? std::next(first) : std::prev(by_day.end());
    const auto complete = [&](const std::string& view) {
      return first->second.count(view) + second->second.count(view) == 2;
    };
    std::set<std::string> voting, silent;
    for (const auto& view : data::known_views()) (complete(view) ? voting : silent).insert(view);
    if (voting.empty())
      return leave_out("{}: no view has videos on both day {} and day {}", patient, first->first,
                       second->first);
    for (const auto& view : silent) {
      const bool on_first = first->second.count(view) > 0, on_second = second->second.count(view) > 0;
      if (on_first || on_second)
        leave_out("{} {}: no video on day {}", patient, view, on_first ? second->first : first->first);
      else
        leave_out("{} {}: no video on days {} and {}", patient, view, first->first, second->first);
    }
    for (const auto& view : voting)
      out_.views.push_back(
          {patient, view, outcome->second, take(first->second.at(view)), take(second->second.at(view))});
  }

  ReadmissionSamples result() && { return std::move(out_); }

 private:
  template <typename... Args>
  void leave_out(fmt::format_string<Args...> text, Args&&... args) {
    out_.left_out.push_back(fmt::format(text, std::forward<Args>(args)...));
  }

  // Only videos of samples are handed on: their rows there.
  Rows take(const Rows& rows) {
    Rows taken;
    for (const std::size_t row : rows) {
      taken.push_back(out_.videos.size());
      out_.videos.push_back(all_.videos[row]);
    }
    return taken;
  }

  TaskVideos all_;
  ReadmissionDays days_;
  std::map<std::string, int> outcomes_;
  std::map<std::string, ViewsOfDay> videos_;  // by patient
  ReadmissionSamples out_;
};

}  // namespace

ReadmissionDays parse_readmission_days(const std::string& text) {
  if (text == "first_two") return ReadmissionDays::kFirstTwo;
  if (text == "first_last") return ReadmissionDays::kFirstLast;
  throw_error<UsageError>("days = {}: expected first_two or first_last", text);
}

ReadmissionSamples readmission_samples(const data::PackIndex& index, const std::vector<std::string>& patients,
                                       ReadmissionDays days) {
  Sampler sampler(index, patients, days);
  for (const auto& patient : std::set<std::string>(patients.begin(), patients.end())) sampler.add(patient);
  return std::move(sampler).result();
}

}  // namespace sonosweep::tasks
