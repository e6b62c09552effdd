#!/usr/bin/env python3
"""Scenario discovery with the EMA Workbench: in which worlds does a policy help most?

    pip install -r examples/python/requirements.txt
    python3 examples/python/ema_prim.py

The workbench draws worlds from the plausible ranges. Each world is run twice on the same draws of chance:
as it is, and with more link workers. PRIM then looks for the ranges of a few parameters in which those
worlds lie that gain most.
"""

import numpy
import pandas
from ema_workbench import Model, RealParameter
from ema_workbench.analysis import prim
from ema_workbench.em_framework.samplers import LHSSampler, sample_uncertainties

import kith

PEOPLE, WEEKS, REPLICATES = 2000, 104, 2
WORLDS, SEED = 60, 1
POLICY = {"link_workers.per_50k": 8}
OUTCOME = "connected.last_year"
PARAMETERS = [
    "vcs.per_thousand",
    "vcs.own_demand",
    "referral.offer_at_full",
    "referral.share_reaching_link_workers",
    "connection.taken_up_at_reference",
]


def worlds(ranges):
    """A design of worlds, a column for each parameter."""
    # Names of the workbench are names of Python; those of Kith have points.
    names = {path: path.replace(".", "__") for path in PARAMETERS}
    model = Model("kith", function=lambda **_: {})
    model.uncertainties = [
        RealParameter(names[path], ranges[path]["low"], ranges[path]["high"]) for path in PARAMETERS
    ]
    drawn = sample_uncertainties(model, WORLDS, sampler=LHSSampler())
    return pandas.DataFrame([[world[names[path]] for path in PARAMETERS] for world in drawn], columns=PARAMETERS)


def main():
    numpy.random.seed(SEED)
    design = worlds(kith.parameters())
    sizes = {"people": PEOPLE, "weeks": WEEKS, "replicates": REPLICATES}
    without = kith.sweep(design, OUTCOME, **sizes)
    policy = kith.sweep(design, OUTCOME, scenario=POLICY, **sizes)

    gain = policy[OUTCOME] - without[OUTCOME]
    most = (gain > gain.quantile(0.75)).to_numpy()
    print(f"{OUTCOME}: the gain is {gain.min():.3f} to {gain.max():.3f}; the best quarter, {most.sum()} worlds:")
    box = prim.Prim(design, most, threshold=0.5, mass_min=0.1).find_box()
    limits = box.box_lims[-1]
    for path in PARAMETERS:
        low, high = limits[path]
        if (low, high) != (design[path].min(), design[path].max()):
            print(f"{path}: {low:.3g} to {high:.3g}")
    print(f"coverage {box.coverage:.2f}, density {box.density:.2f}")
    return box


if __name__ == "__main__":
    main()
