#include "train/schedule.h"

#include <algorithm>
#include <cmath>

namespace sonosweep::train {

double cosine_rate(double lr, int epoch, int epochs) {
  return lr * (1 + std::cos(3.14159265358979323846 * epoch / epochs)) / 2;
}

double cosine_restarts_rate(double lr, int epoch, int epochs) {
  const int period = std::max(1, epochs / 4);
  return cosine_rate(lr, epoch % period, period);
}

}  // namespace sonosweep::train
