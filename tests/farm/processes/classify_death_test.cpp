#include "farm/processes/classify_death.h"

#include <gtest/gtest.h>

#include <csignal>
#include <string>
#include <vector>

#include "farm/processes/describe_death.h"

namespace sonosweep::farm {
namespace {

using Kind = OutcomeKind;
using Cause = DeathCause;
using Lines = std::vector<std::string>;

struct Case {
  std::string name;
  DeathEvidence evidence;
  Kind kind;
  Cause death;
  std::string cause;  // the text, whole
};

DeathEvidence exited(int code, Lines log = {}) {
  DeathEvidence evidence;
  evidence.exit_code = code;
  evidence.log_tail = std::move(log);
  return evidence;
}

DeathEvidence killed(int number, Lines log = {}) {
  DeathEvidence evidence;
  evidence.signal_number = number;
  evidence.log_tail = std::move(log);
  return evidence;
}

template <typename Change>
DeathEvidence with(DeathEvidence evidence, Change change) {
  change(evidence);
  return evidence;
}

class ClassifyDeath : public ::testing::TestWithParam<Case> {};

TEST_P(ClassifyDeath, SaysWhatTheEndMeans) {
  const auto& expected = GetParam();
  const auto outcome = classify_death(expected.evidence);
  EXPECT_EQ(outcome.kind, expected.kind);
  EXPECT_STREQ(death_cause_name(outcome.death), death_cause_name(expected.death));
  EXPECT_EQ(outcome.cause, expected.cause);
}

std::string name_of(const ::testing::TestParamInfo<Case>& info) {
  return info.param.name;
}

constexpr auto kAsked = [](DeathEvidence& e) { e.asked_to_stop = true; };
constexpr auto kGrace = [](DeathEvidence& e) { e.asked_to_stop = e.killed_after_grace = true; };
constexpr auto kLimit = [](DeathEvidence& e) { e.time_limit = true; };
constexpr auto kOom = [](DeathEvidence& e) { e.oom_kill = true; };
constexpr auto kResultDone = [](DeathEvidence& e) { e.result = ResultState::kDone; };

INSTANTIATE_TEST_SUITE_P(
    Results, ClassifyDeath,
    ::testing::Values(
        Case{"Done", with(exited(0), kResultDone), Kind::kDone, Cause::kNone, ""},
        Case{"None", exited(0), Kind::kFailed, Cause::kNoResult,
             "ended with exit code 0 but left no result.json"},
        Case{"Damaged",
             with(exited(0),
                  [](auto& e) {
                    e.result = ResultState::kDamaged;
                    e.result_damage = "r.json: cut";
                  }),
             Kind::kFailed, Cause::kNoResult, "r.json: cut"},
        Case{"SaysFailed", with(exited(0), [](auto& e) { e.result = ResultState::kSaysFailed; }),
             Kind::kFailed, Cause::kNoResult, "ended with exit code 0 but its result says failed"},
        Case{"KilledAfterTheResult", with(killed(SIGSEGV), kResultDone), Kind::kDone, Cause::kNone, ""},
        Case{"KeeperDiedAfterTheResult",
             with(with(killed(SIGKILL), [](auto& e) { e.keeper_died = true; }), kResultDone), Kind::kDone,
             Cause::kNone, ""},
        Case{"FailedAfterTheResult", with(exited(1), kResultDone), Kind::kFailed, Cause::kNonZeroExit,
             "exit code 1 (run-time failure)"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Stops, ClassifyDeath,
    ::testing::Values(Case{"OnPurpose", exited(75, {"error: CUDA out of memory"}), Kind::kStopped,
                           Cause::kNone, "stopped on purpose"},
                      Case{"OnPurposeAtTheLimit", with(exited(75), kLimit), Kind::kStopped, Cause::kTimeLimit,
                           "stopped on purpose"},
                      Case{"OfTheQuestion", with(killed(SIGTERM), kAsked), Kind::kStopped, Cause::kNone,
                           "killed by signal 15 (SIGTERM)"},
                      Case{"SigtermUnasked", killed(SIGTERM), Kind::kFailed, Cause::kSignal,
                           "killed by signal 15 (SIGTERM)"},
                      Case{"AfterGrace", with(killed(SIGKILL), kGrace), Kind::kStopped, Cause::kNone,
                           "killed: it had not stopped in time"},
                      Case{"AfterGraceAtTheLimit", with(with(killed(SIGKILL), kGrace), kLimit),
                           Kind::kStopped, Cause::kTimeLimit, "killed: it had not stopped in time"},
                      Case{"AfterGraceThoughMemoryWasShort", with(with(killed(SIGKILL), kGrace), kOom),
                           Kind::kStopped, Cause::kNone, "killed: it had not stopped in time"},
                      Case{"BySlurmAtTheLimit", with(killed(SIGKILL), kLimit), Kind::kStopped,
                           Cause::kTimeLimit, "killed by signal 9 (SIGKILL; often out of memory)"},
                      Case{"CrashAtTheLimit", with(killed(SIGSEGV), kLimit), Kind::kFailed, Cause::kSignal,
                           "killed by signal 11 (SIGSEGV)"},
                      Case{"CrashWhenAsked", with(killed(SIGSEGV), kAsked), Kind::kFailed, Cause::kSignal,
                           "killed by signal 11 (SIGSEGV)"},
                      Case{"FailureWhenAsked", with(exited(1), kAsked), Kind::kFailed, Cause::kNonZeroExit,
                           "exit code 1 (run-time failure)"},
                      Case{"OwnCpuLimit", killed(SIGXCPU), Kind::kFailed, Cause::kTimeLimit,
                           "killed by signal 24 (SIGXCPU)"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Signals, ClassifyDeath,
    ::testing::Values(Case{"Sigsegv", killed(SIGSEGV, {"epoch 3", ""}), Kind::kFailed, Cause::kSignal,
                           "killed by signal 11 (SIGSEGV): epoch 3"},
                      Case{"SigkillOfWhomever", killed(SIGKILL, {"error: std::bad_alloc"}), Kind::kFailed,
                           Cause::kOutOfMemory, "killed by signal 9 (SIGKILL; often out of memory)"},
                      Case{"SigkillUnexplained", killed(SIGKILL), Kind::kFailed, Cause::kSignal,
                           "killed by signal 9 (SIGKILL; often out of memory)"},
                      Case{"SigkillOfTheKernel", with(killed(SIGKILL), kOom), Kind::kFailed,
                           Cause::kOutOfMemory, "killed by signal 9 (SIGKILL): out of memory"},
                      Case{"OomKillOfAnother", with(killed(SIGSEGV), kOom), Kind::kFailed, Cause::kSignal,
                           "killed by signal 11 (SIGSEGV)"},
                      Case{"BadAllocUncaught",
                           killed(SIGABRT, {"terminate called after throwing an instance of 'std::bad_alloc'",
                                            "  what():  std::bad_alloc"}),
                           Kind::kFailed, Cause::kOutOfMemory, "aborted (SIGABRT): what():  std::bad_alloc"},
                      Case{"CudaUncaught",
                           killed(SIGABRT, {"terminate called after throwing an instance of 'c10::Error'",
                                            "  what():  CUDA error: device-side assert triggered",
                                            "Exception raised from x", ""}),
                           Kind::kFailed, Cause::kCudaError,
                           "aborted (SIGABRT): what():  CUDA error: device-side assert triggered"},
                      Case{"LastLineIsTheError",
                           killed(SIGSEGV, {"[run] error: CUDA out of memory. Tried to allocate 2 GiB"}),
                           Kind::kFailed, Cause::kOutOfMemory,
                           "killed by signal 11 (SIGSEGV): CUDA out of memory. Tried to allocate 2 GiB"},
                      Case{"GotOverAnError",
                           killed(SIGSEGV, {"error: CUDA out of memory", "trying half the batch"}),
                           Kind::kFailed, Cause::kSignal,
                           "killed by signal 11 (SIGSEGV): CUDA out of memory"}),
    name_of);

Case failed(const std::string& name, const std::string& line, Cause death) {
  return {
      name, exited(1, {"[seg] " + line, "goodbye"}), Kind::kFailed, death,
      "exit code 1 (run-time failure): " + (line.compare(0, 7, "error: ") == 0 ? line.substr(7) : "goodbye")};
}

INSTANTIATE_TEST_SUITE_P(
    ErrorLines, ClassifyDeath,
    ::testing::Values(
        failed("HostMemory", "error: out of memory", Cause::kOutOfMemory),
        failed("BadAlloc", "error: std::bad_alloc", Cause::kOutOfMemory),
        failed("GpuMemory", "error: CUDA out of memory. Tried to allocate 20.00 MiB", Cause::kOutOfMemory),
        failed("GpuMemoryRaw", "error: CUDA error: out of memory", Cause::kOutOfMemory),
        failed("GpuMemoryOfCublas", "error: CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling x",
               Cause::kOutOfMemory),
        failed("NoMemoryForAProcess", "error: fork: Cannot allocate memory", Cause::kOutOfMemory),
        failed("CpuAllocator", "error: [enforce fail] DefaultCPUAllocator: can't allocate memory: you tried",
               Cause::kOutOfMemory),
        failed("Cuda", "error: CUDA error: an illegal memory access was encountered", Cause::kCudaError),
        failed("CudaName", "error: x failed with cudaErrorIllegalAddress", Cause::kCudaError),
        failed("Cublas", "error: CUBLAS_STATUS_EXECUTION_FAILED", Cause::kCudaError),
        failed("Cudnn", "error: cuDNN error: CUDNN_STATUS_NOT_INITIALIZED", Cause::kCudaError),
        failed("NoKernel", "error: no kernel image is available for execution on the device",
               Cause::kCudaError),
        failed("Disk", "error: masks.h5: cannot write (No space left on device)", Cause::kDiskFull),
        failed("Quota", "error: last.pt: cannot write (Disk quota exceeded)", Cause::kDiskFull),
        failed("Hdf5Disk", "error: m.h5: file write failed: errno = 28, error message = 'x'",
               Cause::kDiskFull),
        failed("Hdf5Other", "error: m.h5: file write failed: errno = 280", Cause::kNonZeroExit),
        failed("NotTheCuda", "warning: not CUDA out of memory, only slow", Cause::kNonZeroExit),
        failed("AWarningAboutAnError", "warning: last error: CUDA error: x", Cause::kNonZeroExit),
        failed("OutOfMemoryInASentence", "error: the note 'out of memory' is too long", Cause::kNonZeroExit),
        failed("Plain", "error: cannot open x", Cause::kNonZeroExit)),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    ExitCodes, ClassifyDeath,
    ::testing::Values(
        Case{"WrongUsage", exited(2, {"error: CUDA error: x"}), Kind::kFailedForGood, Cause::kWrongUsage,
             "exit code 2 (wrong usage): CUDA error: x"},
        Case{"BadData", exited(3, {"error: pack.h5: cut short"}), Kind::kFailedForGood, Cause::kBadData,
             "exit code 3 (bad data): pack.h5: cut short"},
        Case{"NotANumber",
             exited(1, {"[run] error: epoch 2, step 3 of 4: the loss is not a number; lower the learning "
                        "rate (lr = 9)"}),
             Kind::kFailedForGood, Cause::kNotANumber,
             "exit code 1 (run-time failure): epoch 2, step 3 of 4: the loss is not a number; lower the "
             "learning rate (lr = 9)"},
        Case{"Infinite", exited(1, {"error: epoch 2: the validation loss is infinite; lower"}),
             Kind::kFailedForGood, Cause::kNotANumber,
             "exit code 1 (run-time failure): epoch 2: the validation loss is infinite; lower"},
        Case{"KilledInAScript", exited(137), Kind::kFailed, Cause::kOutOfMemory,
             "exit code 137 (killed; often out of memory)"},
        Case{"NoLibrary", exited(127, {"run: error while loading shared libraries: libx.so: cannot open"}),
             Kind::kFailed, Cause::kNotStarted,
             "exit code 127 (unknown kind of failure): run: error while loading shared libraries: libx.so: "
             "cannot open"},
        Case{"TheLastErrorCounts", exited(1, {"error: CUDA error: x", "error: No space left on device"}),
             Kind::kFailed, Cause::kDiskFull, "exit code 1 (run-time failure): No space left on device"},
        Case{"Unknown", exited(42), Kind::kFailed, Cause::kNonZeroExit,
             "exit code 42 (unknown kind of failure)"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Keepers, ClassifyDeath,
    ::testing::Values(
        Case{"NotStarted",
             with(exited(1), [](auto& e) { e.start_error = "/x: cannot start (No such file or directory)"; }),
             Kind::kFailed, Cause::kNotStarted, "/x: cannot start (No such file or directory)"},
        Case{"NoRoomForTheLog",
             with(exited(1), [](auto& e) { e.start_error = "l: cannot write (No space left on device)"; }),
             Kind::kFailed, Cause::kDiskFull, "l: cannot write (No space left on device)"},
        Case{"KeeperDied", with(killed(SIGKILL), [](auto& e) { e.keeper_died = true; }), Kind::kFailed,
             Cause::kLostNode, "its keeper died"}),
    name_of);

TEST(DescribeDeath, NamesSignalsAndExitCodes) {
  EXPECT_EQ(describe_death(1, 0, {"loading", "terminate called", ""}),
            "exit code 1 (run-time failure): terminate called");
  EXPECT_EQ(describe_death(0, SIGABRT, {"what(): no"}), "aborted (SIGABRT): what(): no");
  EXPECT_EQ(describe_death(75, 0, {}), "exit code 75 (stopped on purpose)");
}

}  // namespace
}  // namespace sonosweep::farm
