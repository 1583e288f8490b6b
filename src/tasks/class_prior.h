// Classes that are rarer or more frequent in training than among the pairs that are evaluated: of all pairs
// of a zone few are `same`, of the pairs of one patient many.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "tasks/sf_change_pairs.h"

namespace sonosweep::tasks {

// kNone: nothing is done. kOwnPrior: trained unweighted; at evaluation the log of own over trained shares is
// added to the logits. kBalanced: in the loss each class's pairs weigh N / (3 N_c), so that the network
// learns even odds; at evaluation log(own share / (1/3)) is added, so that probabilities are those of the
// pairs that are evaluated.
enum class ClassWeights { kNone, kBalanced, kOwnPrior };
// Of a study's words: "none", "balanced", "own_prior". Throws std::invalid_argument for others.
ClassWeights parse_class_weights(const std::string& text);

// By SfChange.
struct ClassPrior {
  std::optional<std::array<double, 3>> weights;  // of a pair in the loss; nothing = 1
  std::optional<std::array<double, 3>> shift;    // added to logits at evaluation; nothing = 0
};

// `trained`: the pairs of the training, which see either order equally often, so that decrease and increase
// count half of both there. `own`: the training patients' pairs, formed like those that are evaluated. A
// class without a pair counts as half a pair in a share, and has weight 0; one without an own pair is never
// raised. Without own pairs they are taken
// to be as the trained.
ClassPrior class_prior(ClassWeights rule, const std::vector<VideoPair>& trained,
                       const std::vector<VideoPair>& own);

}  // namespace sonosweep::tasks
