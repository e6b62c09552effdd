"""What `benches/peers/run` decides by itself: whether programs agree, and what stands in its table."""

import importlib.util
import random
import unittest
from importlib.machinery import SourceFileLoader
from pathlib import Path

PATH = Path(__file__).resolve().parents[2] / "benches" / "peers" / "run"
loader = SourceFileLoader("peers", str(PATH))
peers = importlib.util.module_from_spec(importlib.util.spec_from_loader("peers", loader))
loader.exec_module(peers)


def runs(seed, moved=None, by=0.0):
    """Six runs of three programs that draw from one distribution, but for one outcome of the last."""
    draw = random.Random(seed)
    of = lambda shift: {name: draw.gauss(100 + (shift if name == moved else 0), 1) for name in peers.OUTCOMES}
    return {name: [of(by if name == "mesa" else 0) for _ in range(6)] for name in ["plain", "ixa", "mesa"]}


class Agreement(unittest.TestCase):
    def test_programs_of_one_distribution_agree(self):
        found = [peers.disagreements(runs(seed)) for seed in range(200)]
        self.assertLessEqual(sum(map(bool, found)), 4)

    def test_every_outcome_that_is_off_is_named_with_its_program(self):
        for outcome in peers.OUTCOMES:
            for seed in range(20):
                found = peers.disagreements(runs(seed, outcome, by=8))
                self.assertTrue(any(line.startswith(f"mesa: {outcome} ") for line in found), found)

    def test_what_never_differs_has_to_be_equal(self):
        same = {name: [dict.fromkeys(peers.OUTCOMES, 7.0)] * 3 for name in ["plain", "ixa"]}
        self.assertEqual(peers.disagreements(same), [])
        same["ixa"] = [{**run, "served": 8.0} for run in same["ixa"]]
        self.assertEqual(len(peers.disagreements(same)), 1)


class Table(unittest.TestCase):
    def test_ratios_are_those_of_one_round(self):
        # A machine that is half as fast in one round moves no ratio.
        made = [{name: {"asps": speed * slow, "rss_mb": 10.0} for name, speed in [("plain", 8.0), ("ixa", 2.0)]} for slow in [1, 0.5]]
        table = peers.table(made, {"plain": "a", "ixa": "b"})
        self.assertIn("| ixa | b | 100,000 × 260 | 0.25 | 0.25 to 0.25 |", table)


if __name__ == "__main__":
    unittest.main()
