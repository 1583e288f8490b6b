#!/usr/bin/env python3
# Reference values for src/stats by SciPy and NumPy: statistics_reference.txt is what this printed.
#   apt-get install -y --no-install-recommends python3-scipy
#   /usr/bin/python3 tests/stats/statistics_reference.py > tests/stats/statistics_reference.txt
# One case a line: function | arguments | results. Where SciPy has no such function, the published formula is
# written down a second time, over SciPy's distributions.
import itertools

import numpy as np
from scipy import optimize, stats

rng = np.random.default_rng(7)


def say(name, arguments, results):
    text = [" ".join(repr(float(x)) for x in part) for part in (arguments, results)]
    print(f"{name} | {text[0]} | {text[1]}")


for z in (-8.0, -3.1, -1.0, 0.0, 0.3, 1.96, 5.5):
    say("normal_cdf", [z], [stats.norm.cdf(z)])
for p in (1e-10, 0.001, 0.025, 0.5, 0.8, 0.975, 0.99999):
    say("normal_quantile", [p], [stats.norm.ppf(p)])
for t, degrees in itertools.product((-12.0, -2.5, -0.1, 0.0, 1.0, 2.776445, 30.0), (1, 4, 5, 41, 2.5)):
    say("student_t_cdf", [t, degrees], [stats.t.cdf(t, degrees)])
    say("student_t_two_sided", [t, degrees], [2 * stats.t.sf(abs(t), degrees)])
for p, degrees in itertools.product((0.001, 0.025, 0.5, 0.9, 0.975), (1, 4, 41)):
    # Where the distribution function has this value: stats.t.ppf is right to 3e-9 only (SciPy 1.10, 41 degrees).
    root = optimize.brentq(lambda t: stats.t.cdf(t, degrees) - p, -1000, 1000, xtol=1e-14, rtol=1e-14)
    say("student_t_quantile", [p, degrees], [root])

# Student's paired t-test is the corrected one with n2/n1 = 0.
for k in (2, 5, 6, 30):
    differences = rng.normal(0.3, 1, k)
    result = stats.ttest_1samp(differences, 0)
    say("paired_t", differences, [result.statistic, result.pvalue])
    # Nadeau and Bengio (2003): t sqrt((1/k) / (1/k + n2/n1)), n2/n1 = 1/(k-1), k - 1 degrees of freedom.
    t = result.statistic * np.sqrt((1 / k) / (1 / k + 1 / (k - 1)))
    say("nadeau_bengio", differences, [t, 2 * stats.t.sf(abs(t), k - 1)])

# One sample and permutation_type "samples": every sign of every value. Also with ties: votes of few patients.
cases = [rng.normal(0.4, 1, n) for n in (2, 3, 9, 12)]
cases += [rng.integers(-3, 4, n) / 5 for n in (4, 8, 10, 13)]
for differences in cases:
    result = stats.permutation_test(
        (differences,), np.mean, permutation_type="samples", n_resamples=np.inf, vectorized=False
    )
    say("sign_flip", differences, [np.mean(differences), result.pvalue])

for k, n in ((0, 4), (2, 4), (4, 4), (1, 9), (13, 42), (500, 1000)):
    interval = stats.binomtest(k, n).proportion_ci(method="wilson")
    say("wilson", [k, n, 0.95], [interval.low, interval.high])
    interval = stats.binomtest(k, n).proportion_ci(0.8, method="wilson")
    say("wilson", [k, n, 0.8], [interval.low, interval.high])

for n in (1, 2, 7, 100):
    values = np.sort(rng.normal(size=n))
    for p in (0.0, 0.025, 0.5, 0.61, 0.975, 1.0):
        say("quantile", [p, *values], [np.quantile(values, p)])

# Holm (1979), by its definition: the largest (m - j + 1) p_j up to here, in ascending order.
for p_values in (rng.uniform(size=11), rng.uniform(size=11) / 20, [0.01, 0.04, 0.03, 0.005], [0.02, 0.02, 0.9]):
    p_values = np.asarray(p_values)
    order = np.argsort(p_values, kind="stable")
    steps = np.minimum(1, (len(p_values) - np.arange(len(p_values))) * p_values[order])
    adjusted = np.empty(len(p_values))
    adjusted[order] = np.maximum.accumulate(steps)
    say("holm", p_values, adjusted)

for n in (2, 9, 42):
    differences = rng.normal(0.2, 1, n)
    sd = np.std(differences, ddof=1)
    say("paired_effect", differences, [np.mean(differences), sd, np.mean(differences) / sd])
