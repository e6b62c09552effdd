"""Holds Kith's sensitivity statistics against SALib, a library that others wrote in another language.

    pip install SALib
    python3 docs/examples/check_sensitivity.py

The folder `sensitivity/` beside this file holds two small designs with the outcome at each point,
and what Kith makes of them. `cargo test sensitivity` asserts that Kith still makes these
files. Here SALib analyses the same points: Morris on a function of lines, a product and a bend;
Sobol on the function of Ishigami and Homma, whose indices are also known exactly.
"""

import csv
import math
import sys
from importlib.metadata import version
from pathlib import Path

import numpy as np
from SALib.analyze import morris, sobol

HERE = Path(__file__).parent / "sensitivity"
wrong = []


def points(name):
    table = np.loadtxt(HERE / name, delimiter=",", skiprows=1)
    return table[:, :-1], table[:, -1]


def found(name):
    with open(HERE / name, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {key: np.array([float(row[key]) for row in rows]) for key in rows[0] if key != "parameter"}


def compare(what, ours, theirs, within):
    gap = float(np.max(np.abs(np.asarray(ours) - np.asarray(theirs))))
    ok = gap <= within
    if not ok:
        wrong.append(what)
    print(f"{'ok   ' if ok else 'WRONG'} {what}: largest gap {gap:.2g}, allowed {within:.2g}")


def problem(count):
    return {"num_vars": count, "names": [f"x{i + 1}" for i in range(count)], "bounds": [[0, 1]] * count}


print(f"SALib {version('SALib')}")

# Morris: the same elementary effects, so the same figures.
x, y = points("morris_points.csv")
again = 2 * x[:, 0] - 3 * x[:, 1] + 5 * x[:, 2] * x[:, 3] + (x[:, 4] - 0.5) ** 2
compare("Morris outcomes", y, again, 1e-12)
ours = found("morris_effects.csv")
theirs = morris.analyze(problem(x.shape[1]), x, y, num_levels=4, conf_level=0.9, seed=1)
for name in ["mu", "mu_star", "sigma"]:
    compare(f"Morris {name}", ours[name], theirs[name], 1e-9)
half = (ours["mu_star_high"] - ours["mu_star_low"]) / 2
compare("Morris half-width of the interval of mu*", half, theirs["mu_star_conf"].astype(float), 0.15)

# Sobol: the same estimators, so the same figures.
x, y = points("sobol_points.csv")
z = (2 * x - 1) * math.pi
again = np.sin(z[:, 0]) + 7 * np.sin(z[:, 1]) ** 2 + 0.1 * z[:, 2] ** 4 * np.sin(z[:, 0])
compare("Sobol outcomes", y, again, 1e-12)
ours = found("sobol_indices.csv")
count = x.shape[1]
theirs = sobol.analyze(problem(count), y, calc_second_order=False, conf_level=0.9, seed=1)
compare("Sobol total", ours["total"], theirs["ST"], 1e-9)
compare("Sobol first-order", ours["first"], theirs["S1"], 1e-9)
for name, conf in [("total", "ST_conf"), ("first", "S1_conf")]:
    half = (ours[f"{name}_high"] - ours[f"{name}_low"]) / 2
    compare(f"Sobol half-width of the interval of the {name} index", half, theirs[conf], 0.06)

# And the truth.
one = 0.5 * (1 + 0.1 * math.pi**4 / 5) ** 2
two = 7**2 / 8
both = 0.1**2 * math.pi**8 * (1 / 18 - 1 / 50)
whole = one + two + both
compare("Sobol total against the exact one", ours["total"], [(one + both) / whole, two / whole, both / whole], 0.06)
compare("Sobol first-order against the exact one", ours["first"], [one / whole, two / whole, 0], 0.06)

print("all agree" if not wrong else f"do not agree: {', '.join(wrong)}")
sys.exit(bool(wrong))
