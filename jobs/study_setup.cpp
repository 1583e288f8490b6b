#include "jobs/study_setup.h"

#include <algorithm>
#include <set>

#include "core/error.h"
#include "core/text.h"
#include "data/basis_points.h"
#include "data/pack_reader.h"
#include "sweep/study_file.h"

namespace sonosweep::jobs {

StudySetup set_up_study(const data::PackIndex& index, const std::filesystem::path& study_file) {
  StudySetup setup;
  setup.study = sweep::read_study_file(study_file);

  const auto fusion = data::Fusion::parse(setup.study.fusion);
  std::set<std::string> annotated;
  std::vector<std::string> annotators;
  for (const auto& row : index.annotations) {
    if (std::find(annotators.begin(), annotators.end(), row.annotator) == annotators.end())
      annotators.push_back(row.annotator);
    if (fusion.kind == data::Fusion::Kind::kOne && row.annotator != fusion.annotator) continue;
    annotated.insert(index.videos.at(static_cast<std::size_t>(row.video)).patient);
  }
  if (annotated.empty() && !annotators.empty())
    throw_error<UsageError>("fusion = {}: nobody of that name annotated{}", setup.study.fusion,
                            did_you_mean(fusion.annotator, annotators));
  if (annotators.empty())
    throw_error<UsageError>("the pack '{}' has no annotated frame, so no segmenter can be trained on it", index.name);

  std::vector<sweep::SplitPatient> patients;
  for (const auto& patient : index.patients)
    patients.push_back({patient.id, patient.readmitted_30d, annotated.count(patient.id) != 0});
  sweep::SplitRequest request;
  request.test_patients = setup.study.test_patients;
  request.validation_patients = setup.study.validation_patients;
  request.folds = setup.study.folds;
  request.test_ids = setup.study.test_ids;
  request.validation_ids = setup.study.validation_ids;
  request.seed = setup.study.split_seed;

  setup.record.study = sweep::study_to_json(setup.study);
  setup.record.data_name = index.name;
  setup.record.data_checksum = index.checksum;
  setup.record.classes = index.classes;
  setup.record.has_truth = index.has_truth;
  setup.record.split = sweep::draw_split(std::move(patients), request);
  return setup;
}

StudySetup set_up_study(const std::filesystem::path& data, const std::filesystem::path& study_file) {
  // A wrong study file should be said before a large pack is looked at.
  (void)sweep::read_study_file(study_file);
  return set_up_study(data::PackReader(data).index(), study_file);
}

}  // namespace sonosweep::jobs
