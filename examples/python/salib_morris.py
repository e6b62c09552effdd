#!/usr/bin/env python3
"""Which parameters matter? A screening by elementary effects with SALib.

    pip install -r examples/python/requirements.txt
    python3 examples/python/salib_morris.py

`kith sensitivity` does the same without Python, and tells chance from effect. This is for those who
have an analysis of their own in mind: any sampler of SALib gives a design, and one sweep runs it.
"""

import pandas
from SALib.analyze import morris as analysis
from SALib.sample import morris as sampling

import kith

PEOPLE, WEEKS, REPLICATES = 2000, 104, 2
TRAJECTORIES, LEVELS, SEED = 8, 4, 1
OUTCOME = "gp_requests.last_year"
PARAMETERS = [
    "consulting.medical_per_year",
    "illness.rise_per_condition",
    "referral.offer_at_full",
    "link_workers.per_50k",
    "vcs.per_thousand",
]


def main():
    ranges = kith.parameters()
    bounds = [[ranges[path]["low"], ranges[path]["high"]] for path in PARAMETERS]
    problem = {"num_vars": len(PARAMETERS), "names": PARAMETERS, "bounds": bounds}
    points = sampling.sample(problem, TRAJECTORIES, num_levels=LEVELS, seed=SEED)
    design = pandas.DataFrame(points, columns=PARAMETERS)
    found = kith.sweep(design, OUTCOME, people=PEOPLE, weeks=WEEKS, replicates=REPLICATES)

    outcome = found[OUTCOME].to_numpy()
    effects = analysis.analyze(problem, points, outcome, num_levels=LEVELS, seed=SEED)
    table = pandas.DataFrame({"parameter": PARAMETERS, "mu_star": effects["mu_star"], "sigma": effects["sigma"]})
    table = table.sort_values("mu_star", ascending=False)
    print(f"{len(design)} points; effects of a whole range on {OUTCOME}, {kith.metrics()['gp_requests']['unit']}:")
    print(table.to_string(index=False))
    return table


if __name__ == "__main__":
    main()
