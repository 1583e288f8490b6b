#include "sweep/study_file.h"

#include <boost/program_options/parsers.hpp>
#include <functional>
#include <set>
#include <sstream>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/text.h"

namespace sonosweep::sweep {
namespace {

using Json = nlohmann::ordered_json;

// How one key is read and written. `set` throws std::invalid_argument saying what it expected.
struct Field {
  std::string section, key, help;
  std::function<void(Study&, const std::string&)> set;
  std::function<Json(const Study&)> get;
  std::string name() const { return section + "." + key; }
};

void assign(std::string& out, const std::string& text) { out = trim(text); }

template <typename Integer>
void assign_integer(Integer& out, const std::string& text) {
  const auto value = parse_integer(text);
  if (!value || static_cast<long long>(static_cast<Integer>(*value)) != *value)
    throw std::invalid_argument("a whole number");
  out = static_cast<Integer>(*value);
}
void assign(int& out, const std::string& text) { assign_integer(out, text); }
void assign(std::uint64_t& out, const std::string& text) {
  const auto value = parse_integer(text);
  if (!value || *value < 0) throw std::invalid_argument("a whole number >= 0");
  out = static_cast<std::uint64_t>(*value);
}
void assign(double& out, const std::string& text) {
  const auto value = parse_number(text);
  if (!value || !(*value == *value)) throw std::invalid_argument("a number");
  out = *value;
}
template <typename T>
void assign(std::vector<T>& out, const std::string& text) {
  out.clear();
  for (const auto& part : split_list(text)) assign(out.emplace_back(), part);
}

template <typename T>
Field study_field(const char* key, T Study::*member, const char* help) {
  return {"study", key, help, [member](Study& s, const std::string& text) { assign(s.*member, text); },
          [member](const Study& s) { return Json(s.*member); }};
}

template <typename T>
Field segmentation_field(const char* key, T SegmentationConfig::*member, const char* help) {
  return {"segmentation", key, help,
          [member](Study& s, const std::string& text) { assign(s.segmentation.*member, text); },
          [member](const Study& s) { return Json(s.segmentation.*member); }};
}

const std::vector<Field>& fields() {
  using S = Study;
  using G = SegmentationConfig;
  static const std::vector<Field> all = {
      study_field("name", &S::name, "what the tables call this study"),
      study_field("thresholds", &S::thresholds, "confidence thresholds in whole percent, 0..100; 0 = any confidence"),
      study_field("losses", &S::losses,
                  "weighted_bce (the paper's), bce, soft_bce, soft_weighted_bce, dice, soft_dice, bce_dice, focal, "
                  "trimap_bce"),
      study_field("seeds", &S::seeds, "one run per seed; with several, tables give mean and sample SD"),
      study_field("tasks", &S::tasks, "what is trained: segmentation"),
      study_field("folds", &S::folds, "cross-validation folds of the patients that are not in the test set"),
      study_field("threads", &S::threads, "CPU threads of one run; part of the study, since sums depend on it"),
      study_field("device", &S::device, "auto | cpu | cuda"),
      study_field("precision", &S::precision, "fp32 | bf16 (mixed precision on a GPU)"),
      study_field("channels_last", &S::channels_last, "memory layout: auto (on for GPU) | on | off"),
      study_field("fusion", &S::fusion, "several annotators of a frame: mean | min | max | one:<annotator>"),
      study_field("test_patients", &S::test_patients, "how many patients test"),
      study_field("validation_patients", &S::validation_patients, "how many patients validate"),
      study_field("test_ids", &S::test_ids, "ids instead of a count"),
      study_field("validation_ids", &S::validation_ids, "ids instead of a count"),
      study_field("split_seed", &S::split_seed, "seed of the draw of patients"),
      study_field("retries", &S::retries, "how often a run that failed is tried again"),
      segmentation_field("encoder", &G::encoder, "resnet18 | resnet34 | resnet50"),
      segmentation_field("epochs", &G::epochs, "passes over the training images"),
      segmentation_field("batch", &G::batch, "images a step"),
      segmentation_field("lr", &G::lr, "Adam's rate at the start; cosine annealing to 0 over the epochs"),
      segmentation_field("dropout", &G::dropout, "probability of dropping a channel before the head"),
      segmentation_field("weighting", &G::weighting, "pixel weights: paper | fixed:W (background W) | none"),
      segmentation_field("sub_threshold", &G::sub_threshold,
                         "pixels of confidence below the threshold: background | own | ignore"),
      segmentation_field("flip_probability", &G::flip_probability, "horizontal flip of a training image"),
      segmentation_field("rotation_probability", &G::rotation_probability, "rotation of a training image"),
      segmentation_field("rotation_degrees", &G::rotation_degrees, "largest rotation, either way"),
      segmentation_field("intensity_probability", &G::intensity_probability, "gamma, contrast, brightness"),
      segmentation_field("gamma_low", &G::gamma_low, "smallest gamma"),
      segmentation_field("gamma_high", &G::gamma_high, "largest gamma"),
      segmentation_field("contrast", &G::contrast, "largest relative change of contrast"),
      segmentation_field("brightness", &G::brightness, "largest change of brightness, 1 = full scale"),
      segmentation_field("normalisation", &G::normalisation,
                         "none (pixel / 255) | standard (mean and deviation of the training images)"),
      segmentation_field("focal_gamma", &G::focal_gamma, "exponent of the focal loss"),
      segmentation_field("boundary_tolerance", &G::boundary_tolerance, "pixels, of boundary F1"),
      segmentation_field("checkpoint_every", &G::checkpoint_every, "epochs between checkpoints"),
  };
  return all;
}

std::vector<std::string> names_of_section(const std::string& section) {
  std::vector<std::string> names;
  for (const auto& field : fields())
    if (section.empty() || field.section == section) names.push_back(section.empty() ? field.name() : field.key);
  return names;
}

void set_field(Study& study, const std::string& name, const std::string& text, const std::string& where) {
  for (const auto& field : fields()) {
    if (field.name() != name) continue;
    try {
      field.set(study, text);
    } catch (const std::invalid_argument& expected) {
      throw_error<UsageError>("{}: {} = {}: expected {}", where, name, text, expected.what());
    }
    return;
  }
  const auto dot = name.find('.');
  const std::string section = dot == std::string::npos ? "" : name.substr(0, dot);
  if (!section.empty() && !names_of_section(section).empty())
    throw_error<UsageError>("{}: [{}] has no key '{}'{}", where, section, name.substr(dot + 1),
                            did_you_mean(name.substr(dot + 1), names_of_section(section)));
  throw_error<UsageError>("{}: unknown key '{}'{}; keys stand under [study] or [segmentation]", where, name,
                          did_you_mean(name, names_of_section("")));
}

}  // namespace

Study parse_study(const std::string& text, const std::string& where) {
  namespace po = boost::program_options;
  Study study;
  std::set<std::string> seen;
  try {
    std::istringstream in(text);
    const po::options_description none;
    const auto parsed = po::parse_config_file(in, none, true);
    for (const auto& option : parsed.options) {
      if (!seen.insert(option.string_key).second)
        throw_error<UsageError>("{}: key '{}' stands twice; keep one", where, option.string_key);
      set_field(study, option.string_key, option.value.empty() ? "" : option.value.front(), where);
    }
  } catch (const po::error& error) {
    throw_error<UsageError>("{}: not an INI file ({})", where, error.what());
  }
  try {
    validate(study);
  } catch (const UsageError& error) {
    throw_error<UsageError>("{}: {}", where, error.what());
  }
  return study;
}

Study read_study_file(const std::filesystem::path& path) {
  std::string text;
  try {
    text = read_file(path);
  } catch (const Error& error) {
    throw_error<UsageError>("study file {}", error.what());
  }
  return parse_study(text, path.string());
}

Json study_to_json(const Study& study) {
  Json json;
  for (const auto& field : fields()) json[field.section][field.key] = field.get(study);
  return json;
}

Study study_from_json(const Json& json, const std::string& where) {
  Study study;
  for (const auto& [section, keys] : json.items()) {
    for (const auto& [key, value] : keys.items()) {
      std::string text;
      if (value.is_array()) {
        std::vector<std::string> parts;
        for (const auto& part : value) parts.push_back(part.is_string() ? part.get<std::string>() : part.dump());
        text = join(parts, ",");
      } else {
        text = value.is_string() ? value.get<std::string>() : value.dump();
      }
      set_field(study, section + "." + key, text, where);
    }
  }
  validate(study);
  return study;
}

std::string study_file_help() {
  std::string text = "# Every key of a study file, with its default.\n";
  std::string section;
  for (const auto& field : fields()) {
    if (field.section != section) text += fmt::format("\n[{}]\n", section = field.section);
    const Json value = field.get(Study{});
    std::string shown = value.is_string() ? value.get<std::string>() : value.dump();
    if (value.is_array()) {
      std::vector<std::string> parts;
      for (const auto& part : value) parts.push_back(part.is_string() ? part.get<std::string>() : part.dump());
      shown = join(parts, ",");
    }
    text += fmt::format("# {}\n{} = {}\n", field.help, field.key, shown);
  }
  return text;
}

}  // namespace sonosweep::sweep
