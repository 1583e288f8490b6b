#include "train/schedule.h"

#include <cmath>

namespace sonosweep::train {

double cosine_rate(double lr, int epoch, int epochs) {
  return lr * (1 + std::cos(3.14159265358979323846 * epoch / epochs)) / 2;
}

}  // namespace sonosweep::train
