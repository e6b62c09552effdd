#!/usr/bin/env python3
"""What do published figures leave open? Approximate Bayesian computation with pyABC.

    pip install -r examples/python/requirements.txt
    python3 examples/python/pyabc_posterior.py

Each particle is one run of one replicate, with a seed of its own, since its chance is a part of what is
compared. Two parameters are judged by two targets that parameters are chosen by. A real study has hundreds
of particles, more generations, and more people, and lets pyABC run several at a time: calls of `kith` do not
know of each other.
"""

import random
import tempfile
from pathlib import Path

import numpy
import pyabc

import kith

PEOPLE, WEEKS = 3000, 52
PARTICLES, GENERATIONS, SEED = 12, 2, 1
PARAMETERS = ["consulting.medical_per_year", "consulting.gp_share.medical"]
TARGETS = ["T03", "T04"]


def main():
    random.seed(SEED)
    numpy.random.seed(SEED)
    ranges, targets = kith.parameters(), kith.targets()

    def simulate(particle):
        seed = random.randrange(2**32)
        found = kith.run(dict(particle), people=PEOPLE, weeks=WEEKS, replicates=1, seed=seed).targets
        return {id: found[id]["found"] for id in TARGETS}

    def distance(found, published):
        half = {id: (targets[id]["high"] - targets[id]["low"]) / 2 for id in TARGETS}
        return sum(((found[id] - published[id]) / half[id]) ** 2 for id in TARGETS) ** 0.5

    uniform = {p: pyabc.RV("uniform", ranges[p]["low"], ranges[p]["high"] - ranges[p]["low"]) for p in PARAMETERS}
    abc = pyabc.ABCSMC(
        simulate,
        pyabc.Distribution(uniform),
        distance,
        population_size=PARTICLES,
        sampler=pyabc.SingleCoreSampler(),
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        published = {id: targets[id]["published"] for id in TARGETS}
        abc.new(f"sqlite:///{Path(folder, 'history.db').as_posix()}", published)
        history = abc.run(max_nr_populations=GENERATIONS)
        particles, weights = history.get_distribution()
        print(f"{history.total_nr_simulations} simulations; posterior means:")
        for path in PARAMETERS:
            mean = float((particles[path] * weights).sum())
            print(f"{path}: {mean:.3f}, before {ranges[path]['low']:g} to {ranges[path]['high']:g}")
    return particles, weights


if __name__ == "__main__":
    main()
