#!/usr/bin/env python3
"""How often would a small study rank two options wrongly?

    kith sweep scenarios/studies/ranking_fixed.toml --output output/ranking_fixed
    kith sweep scenarios/studies/ranking_uncertain.toml --output output/ranking_uncertain
    python3 docs/examples/ranking.py output/ranking_fixed output/ranking_uncertain

The order over all replicates counts as the right one. Small studies are drawn out of them, and the
share whose mean difference has the other sign is counted. In the first folder all studies share the
baseline's parameters; in the second each replicate has parameters of its own, drawn from their
plausible ranges, so that a study's mean is over what is not known as well. Options share all draws of
chance, replicate by replicate; `alone` shows what it would be if they did not. Standard library only.
"""

import csv
import random
import statistics
import sys
from pathlib import Path

PAIRS = [
    ("expansion", "expansion_with_vcs_growth"),
    ("expansion", "supervision_and_support"),
    ("inverse_care", "redistributive"),
]
OUTCOMES = ["life_satisfaction.last_year", "gp_requests.last_year"]
SIZES = [5, 10, 20, 50]
STUDIES = 20_000


def read(folder):
    """The outcomes of each scenario, by point and replicate."""
    values = {}
    with open(Path(folder) / "results.csv", newline="") as file:
        for row in csv.DictReader(file):
            of = values.setdefault(row["scenario"], {})
            of[(row["point"], row["replicate"])] = [float(row[name]) for name in OUTCOMES]
    return values


def wrong(lots, differences, size):
    """The share of studies of so many replicates whose mean has the wrong sign."""
    truth = statistics.fmean(differences)
    if truth == 0:
        return float("nan")
    drawn = (sum(lots.sample(differences, size)) * truth for _ in range(STUDIES))
    return sum(1.0 if mean < 0 else 0.5 if mean == 0 else 0.0 for mean in drawn) / STUDIES


def main(folders):
    lots = random.Random(1)
    head = "| Options | Outcome | Parameters | Difference (sd) | Draws | "
    print(head + " | ".join(f"{size} replicates" for size in SIZES) + " |")
    print("|---" * (5 + len(SIZES)) + "|")
    for folder in folders:
        values = read(folder)
        points = {point for of in values.values() for point, _ in of}
        known = "drawn" if len(points) > 1 else "known"
        for first, second in PAIRS:
            cells = sorted(values[first])
            for place, outcome in enumerate(OUTCOMES):
                one = [values[first][cell][place] for cell in cells]
                two = [values[second][cell][place] for cell in cells]
                others = two[1:] + two[:1]
                for name, second_arm in [("shared", two), ("alone", others)]:
                    differences = [b - a for a, b in zip(one, second_arm)]
                    mean, spread = statistics.fmean(differences), statistics.stdev(differences)
                    shares = [f"{wrong(lots, differences, size):.1%}" for size in SIZES]
                    print(
                        f"| {second} less {first} | {outcome} | {known} "
                        f"| {mean:+.4f} ({spread:.4f}) | {name} | " + " | ".join(shares) + " |"
                    )


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
