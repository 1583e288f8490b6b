// Learning-rate schedules as closed formulas of the epoch, so that a continued run needs no state of theirs.
// epoch counts from 0.
#pragma once

namespace sonosweep::train {

// Cosine annealing to 0 (Loshchilov & Hutter 2017, one period): lr (1 + cos(pi epoch / epochs)) / 2.
double cosine_rate(double lr, int epoch, int epochs);

// The same with warm restarts, every period of T_0 = max(1, floor(epochs / 4)) epochs (T_mult = 1):
// lr (1 + cos(pi (epoch mod T_0) / T_0)) / 2.
double cosine_restarts_rate(double lr, int epoch, int epochs);

}  // namespace sonosweep::train
