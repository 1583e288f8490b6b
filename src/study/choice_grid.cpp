#include "study/choice_grid.h"

#include <set>
#include <utility>

#include "study/choice_axis.h"

namespace sonosweep::study {
namespace {

SegmenterChoice first_choice(const Study& study) {
  SegmenterChoice first;
  for (const auto axis : all_choice_axes()) value_of(first, axis) = values_of(study, axis).front();
  return first;
}

std::vector<SegmenterChoice> each_with_each(const Study& study) {
  std::vector<SegmenterChoice> all = {first_choice(study)};
  for (const auto axis : all_choice_axes()) {
    std::vector<SegmenterChoice> longer;
    for (const auto& choice : all)
      for (const auto& value : values_of(study, axis)) {
        longer.push_back(choice);
        value_of(longer.back(), axis) = value;
      }
    all = std::move(longer);
  }
  return all;
}

std::vector<SegmenterChoice> one_at_a_time(const Study& study) {
  const auto first = first_choice(study);
  std::vector<SegmenterChoice> all = {first};
  for (const auto axis : all_choice_axes())
    for (const auto& value : values_of(study, axis)) {
      if (value == value_of(first, axis)) continue;
      all.push_back(first);
      value_of(all.back(), axis) = value;
    }
  return all;
}

}  // namespace

const std::vector<std::string>& values_of(const Study& study, ChoiceAxis axis) {
  return row_of(axis).values(study);
}

const char* study_key(ChoiceAxis axis) {
  return row_of(axis).key;
}

std::vector<SegmenterChoice> segmenter_choices(const Study& study) {
  std::vector<SegmenterChoice> choices;
  std::set<SegmenterChoice> trained;
  auto all = study.sweep == "one_at_a_time" ? one_at_a_time(study) : each_with_each(study);
  for (auto& choice : all)
    if (trained.insert(what_trains(choice)).second) choices.push_back(std::move(choice));
  return choices;
}

std::vector<ChoiceAxis> swept_axes(const Study& study) {
  std::vector<ChoiceAxis> axes;
  for (const auto axis : all_choice_axes())
    if (values_of(study, axis).size() > 1) axes.push_back(axis);
  return axes;
}

}  // namespace sonosweep::study
