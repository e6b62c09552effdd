#!/usr/bin/env python3
"""A small calibration with Optuna: three parameters, chosen by three published figures.

    pip install -r examples/python/requirements.txt
    python3 examples/python/optuna_calibration.py

Optuna asks for a batch of points, one sweep runs them, and Optuna is told how far each lies from what is
published. Only targets that parameters are chosen by (`kith.targets()`) can be outcomes: those that judge
the model are not there to be looked at. A real calibration has more people, weeks, targets and batches, and
asks afterwards which other points do as well: the best one is not the only one.
"""

import optuna

import kith

PEOPLE, WEEKS, REPLICATES = 3000, 104, 2
BATCHES, POINTS, SEED = 5, 6, 1
PARAMETERS = ["consulting.medical_per_year", "consulting.gp_share.medical", "vcs.own_demand"]
TARGETS = ["T03", "T04", "T32-full"]


def distance(row, targets):
    """The mean squared distance from what is published, in half-widths of the range that agrees with it."""
    gaps = []
    for id in TARGETS:
        half = (targets[id]["high"] - targets[id]["low"]) / 2
        gaps.append(((row[id] - targets[id]["published"]) / half) ** 2)
    return sum(gaps) / len(gaps)


def main():
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    ranges, targets = kith.parameters(), kith.targets()
    spaces = {
        path: optuna.distributions.FloatDistribution(ranges[path]["low"], ranges[path]["high"])
        for path in PARAMETERS
    }
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=SEED, n_startup_trials=2 * POINTS))
    for batch in range(BATCHES):
        trials = [study.ask(spaces) for _ in range(POINTS)]
        design = [trial.params for trial in trials]
        found = kith.sweep(design, TARGETS, people=PEOPLE, weeks=WEEKS, replicates=REPLICATES)
        for trial, (_, row) in zip(trials, found.iterrows()):
            study.tell(trial, distance(row, targets))
        print(f"batch {batch + 1}: the best distance is {study.best_value:.3f}")

    best = kith.sweep([study.best_params], TARGETS, people=PEOPLE, weeks=WEEKS, replicates=2 * REPLICATES).iloc[0]
    for path in PARAMETERS:
        print(f"{path}: {best[path]:.3f}, searched from {ranges[path]['low']:g} to {ranges[path]['high']:g}")
    for id in TARGETS:
        of = targets[id]
        print(f"{id} {of['target']}: {best[id]:.2f} (se {best[f'{id}.se']:.2f}), published {of['published']:g}")
    return study


if __name__ == "__main__":
    main()
