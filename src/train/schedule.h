// Learning-rate schedules as closed formulas of the epoch, so that a continued run needs no state of theirs.
#pragma once

namespace sonosweep::train {

// Cosine annealing to 0 (Loshchilov & Hutter 2017, one period): lr (1 + cos(pi epoch / epochs)) / 2.
// epoch counts from 0.
double cosine_rate(double lr, int epoch, int epochs);

}  // namespace sonosweep::train
