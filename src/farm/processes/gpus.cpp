#include "farm/processes/gpus.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>

#include "core/error.h"
#include "core/text.h"
#include "farm/processes/command_output.h"

namespace sonosweep::farm {
namespace {

constexpr std::chrono::seconds kLimit{10};
constexpr std::uint64_t kMebibyte = 1024 * 1024;

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

// Slices in the place of a GPU that is cut; what a process may be given cannot be more than one.
std::vector<Gpu> devices_of(const Gpu& gpu, const MigSlices& slices) {
  const auto cut = slices.find(gpu.uuid);
  if (cut == slices.end()) return {gpu};
  std::vector<Gpu> devices;
  for (const auto& uuid : cut->second) devices.push_back({uuid, 0});
  return devices;
}

std::vector<Gpu> all_devices(const std::vector<Gpu>& gpus, const MigSlices& slices) {
  std::vector<Gpu> all;
  for (const auto& gpu : gpus)
    for (const auto& device : devices_of(gpu, slices)) all.push_back(device);
  return all;
}

// The text after "(UUID: " up to its ")"; "" if there is none.
std::string uuid_in(const std::string& line) {
  constexpr std::string_view kBefore = "(UUID: ";
  const auto begin = line.find(kBefore);
  const auto end = begin == std::string::npos ? begin : line.find(')', begin);
  if (end == std::string::npos) return {};
  return line.substr(begin + kBefore.size(), end - begin - kBefore.size());
}

std::optional<Gpu> find_visible(const std::vector<Gpu>& all, const std::string& name) {
  if (const auto number = parse_integer(name)) {
    if (*number < 0 || static_cast<std::size_t>(*number) >= all.size()) return std::nullopt;
    return all[static_cast<std::size_t>(*number)];
  }
  if (starts_with(name, "MIG-")) return Gpu{name, 0};
  const auto fits = [&](const Gpu& gpu) { return starts_with(gpu.uuid, name); };
  if (!starts_with(name, "GPU-") || std::count_if(all.begin(), all.end(), fits) != 1) return std::nullopt;
  return *std::find_if(all.begin(), all.end(), fits);
}

}  // namespace

std::vector<Gpu> find_gpus() {
  if (const char* list = std::getenv("SONOSWEEP_GPUS")) return parse_gpu_list(list);
  const char* variable = std::getenv("CUDA_VISIBLE_DEVICES");
  std::optional<std::string> visible;
  if (variable != nullptr) visible = variable;
  if (visible && trim(*visible).empty()) return {};
  const auto output = command_output(
      {"nvidia-smi", "--query-gpu=uuid,memory.total", "--format=csv,noheader,nounits"}, kLimit);
  if (!output) return {};
  const auto list = command_output({"nvidia-smi", "-L"}, kLimit);
  return visible_gpus(parse_nvidia_smi(*output), visible, list ? parse_mig_slices(*list) : MigSlices{});
}

std::vector<Gpu> parse_nvidia_smi(std::string_view output) {
  std::vector<Gpu> gpus;
  for (const auto& line : split_list(output, '\n')) {
    const auto fields = split_list(line);
    if (fields.size() != 2 || !starts_with(fields[0], "GPU-")) continue;
    const auto mebibytes = parse_integer(fields[1]);
    gpus.push_back(
        {fields[0], mebibytes && *mebibytes > 0 ? static_cast<std::uint64_t>(*mebibytes) * kMebibyte : 0});
  }
  return gpus;
}

MigSlices parse_mig_slices(std::string_view output) {
  MigSlices slices;
  std::string gpu;
  for (const auto& line : split_list(output, '\n')) {
    const std::string uuid = uuid_in(line);
    if (starts_with(line, "GPU ")) gpu = uuid;
    if (starts_with(line, "MIG ") && !uuid.empty() && !gpu.empty()) slices[gpu].push_back(uuid);
  }
  return slices;
}

std::vector<Gpu> visible_gpus(const std::vector<Gpu>& all, const std::optional<std::string>& cuda_visible,
                              const MigSlices& slices) {
  const auto devices = all_devices(all, slices);
  if (!cuda_visible || all.empty()) return devices;
  std::vector<Gpu> result;
  for (const auto& name : split_list(*cuda_visible)) {
    const auto number = parse_integer(name);
    if (number && *number >= 0 && !slices.empty() && devices.size() > 1)
      throw_error<UsageError>(
          "CUDA_VISIBLE_DEVICES={}: which device is number {} is not certain where GPUs are cut into MIG "
          "slices; "
          "name them by the UUIDs that 'nvidia-smi -L' lists (CUDA_VISIBLE_DEVICES={})",
          *cuda_visible, *number, devices.front().uuid);
    // A slice that was left alone is number 0 by any count.
    const auto gpu = find_visible(number ? devices : all, name);
    if (!gpu) break;
    for (const auto& device : devices_of(*gpu, slices)) {
      const auto same = [&](const Gpu& other) { return other.uuid == device.uuid; };
      if (std::none_of(result.begin(), result.end(), same)) result.push_back(device);
    }
  }
  return result;
}

std::vector<Gpu> parse_gpu_list(std::string_view text) {
  std::vector<Gpu> gpus;
  for (const auto& entry : split_list(text)) {
    const auto colon = entry.rfind(':');
    const auto bytes = colon == std::string::npos ? std::nullopt : parse_integer(entry.substr(colon + 1));
    if (colon == 0 || !bytes || *bytes < 0)
      throw_error<UsageError>("SONOSWEEP_GPUS: '{}' is not UUID:BYTES", entry);
    gpus.push_back({entry.substr(0, colon), static_cast<std::uint64_t>(*bytes)});
  }
  return gpus;
}

std::uint64_t gpu_bytes_held(pid_t pid) {
  const auto output = command_output(
      {"nvidia-smi", "--query-compute-apps=pid,used_memory", "--format=csv,noheader,nounits"}, kLimit);
  return output ? parse_compute_apps(*output, pid) : 0;
}

std::uint64_t parse_compute_apps(std::string_view output, pid_t pid) {
  std::uint64_t bytes = 0;
  for (const auto& line : split_list(output, '\n')) {
    const auto fields = split_list(line);
    if (fields.size() != 2 || parse_integer(fields[0]) != pid) continue;
    if (const auto mebibytes = parse_integer(fields[1]); mebibytes && *mebibytes > 0)
      bytes += static_cast<std::uint64_t>(*mebibytes) * kMebibyte;
  }
  return bytes;
}

}  // namespace sonosweep::farm
