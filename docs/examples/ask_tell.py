#!/usr/bin/env python3
"""Ask and tell: a search of one's own drives kith through tables.

    python3 docs/examples/ask_tell.py target/release/kith output/ask_tell

Each round asks for points, has them run by `kith sweep --design`, and is told the results. Here a
round keeps the best points and looks around them; put Optuna, EMA Workbench, pyABC or hmer in the
place of `ask`. Nothing but the standard library is needed; with matplotlib the picture is a PNG,
without it an SVG.
"""

import csv
import random
import subprocess
import sys
from pathlib import Path

# What is searched, and between which ends.
RANGES = {"link_workers.per_50k": (0.5, 8.0), "vcs.per_thousand": (1.0, 5.0)}
# What is to be small, and what it costs: both are columns of results.csv.
GOAL, COST = "gp_requests.last_year", "cost_link_workers.last_year"
SIZES = ["--people", "2000", "--weeks", "104", "--replicates", "2"]
ROUNDS, POINTS = 2, 6


def ask(lots, best):
    """Points to try: anywhere at first, then around the best so far."""
    points = []
    for number in range(POINTS):
        point = {}
        for path, (low, high) in RANGES.items():
            if best:
                centre = best[number % len(best)][path]
                value = lots.gauss(centre, (high - low) / 10)
            else:
                value = lots.uniform(low, high)
            point[path] = min(max(value, low), high)
        points.append(point)
    return points


def run(kith, folder, points):
    """Has kith run the points; gives one mean over replicates for each point and column."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    design = folder.with_suffix(".csv")
    with open(design, "w", newline="") as file:
        table = csv.DictWriter(file, RANGES)
        table.writeheader()
        table.writerows(points)
    # The same command goes on where it stopped, if it was stopped.
    command = [kith, "sweep", "--design", design, *SIZES, "--quiet", "--output", folder]
    subprocess.run([str(word) for word in command], check=True)
    with open(folder / "results.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    told = []
    for number in range(len(points)):
        of = [row for row in rows if int(row["point"]) == number]
        mean = {c: sum(float(r[c]) for r in of) / len(of) for c in [*RANGES, GOAL, COST]}
        told.append(mean)
    return told


def picture(told, path):
    """Every point tried: cost against goal."""
    xs, ys = [point[COST] for point in told], [point[GOAL] for point in told]
    try:
        import matplotlib
    except ImportError:
        return svg(xs, ys, path.with_suffix(".svg"))
    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots()
    axes.scatter(xs, ys)
    axes.set_xlabel("Spending on link workers, pounds per person a year")
    axes.set_ylabel("GP requests per 1,000 people a week")
    figure.savefig(path.with_suffix(".png"))
    return path.with_suffix(".png")


def svg(xs, ys, path):
    def place(values, value, length):
        low, high = min(values), max(values)
        return 40 + (length - 80) * (value - low) / ((high - low) or 1)

    dots = "".join(
        f'<circle cx="{place(xs, x, 480):.1f}" cy="{360 - place(ys, y, 360):.1f}" r="4"/>'
        for x, y in zip(xs, ys)
    )
    label = f"GP requests, {min(ys):.1f} to {max(ys):.1f}; pounds, {min(xs):.2f} to {max(xs):.2f}"
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="480" height="360" font-family="sans-serif">'
        f'<title>Cost against GP requests</title><rect width="480" height="360" fill="white"/>{dots}'
        f'<text x="40" y="24" font-size="13">{label}</text></svg>\n'
    )
    return path


def main(kith, output):
    lots, best, told = random.Random(1), [], []
    for number in range(ROUNDS):
        told += run(kith, output / f"round_{number}", ask(lots, best))
        best = sorted(told, key=lambda point: point[GOAL])[:3]
    for point in best:
        print({path: round(value, 3) for path, value in point.items()})
    print("Picture:", picture(told, output / "cost_and_requests"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
