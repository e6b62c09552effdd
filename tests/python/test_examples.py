"""The examples in `examples/python/`, executed from a folder elsewhere: `.ci/long` does it.

    pip install -r examples/python/requirements.txt
    KITH=target/release/kith python3 -m unittest discover -s tests/python -p test_examples.py
"""

import importlib
import os
import subprocess
import sys
import tempfile
import unittest
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "python"
SCRIPTS = ["ema_prim", "optuna_calibration", "pyabc_posterior", "salib_morris"]
sys.path.insert(0, str(FOLDER))


class Examples(unittest.TestCase):
    def executed(self, name):
        """What a script prints, called as a user does."""
        with tempfile.TemporaryDirectory() as folder:
            kith = os.environ.get("KITH")
            env = {**os.environ, "PYTHONIOENCODING": "utf-8", **({"KITH": os.path.abspath(kith)} if kith else {})}
            command = [sys.executable, "-B", str(FOLDER / f"{name}.py")]
            done = subprocess.run(command, cwd=folder, env=env, capture_output=True, encoding="utf-8", check=False)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(os.listdir(folder), [])
        print(done.stdout)
        return done.stdout

    def test_every_example_is_tried_here(self):
        there = {path.stem for path in FOLDER.glob("*.py")} - {"kith"}
        self.assertEqual(there, set(SCRIPTS))

    def test_packages_are_those_that_are_pinned(self):
        for line in (FOLDER / "requirements.txt").read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                name, pinned = line.split("==")
                self.assertEqual(version(name), pinned, name)

    def test_optuna_comes_nearer_to_what_is_published(self):
        lines = self.executed("optuna_calibration").splitlines()
        best = [float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith("batch")]
        self.assertEqual(len(best), importlib.import_module("optuna_calibration").BATCHES)
        self.assertEqual(best, sorted(best, reverse=True))
        self.assertLess(best[-1], best[0])

    def test_prim_finds_a_box_with_more_of_the_worlds_that_gain(self):
        words = self.executed("ema_prim").split("coverage ")[1].replace(",", "").split()
        coverage, density = float(words[0]), float(words[2])
        self.assertGreater(coverage, 0.25)
        # A quarter of all worlds is sought: a box that says nothing has this density.
        self.assertGreater(density, 0.4)

    def test_salib_ranks_the_rate_of_requests_first(self):
        first, *others = self.executed("salib_morris").splitlines()[2:]
        self.assertIn("consulting.medical_per_year", first)
        self.assertEqual(len(others), 4)

    def test_pyabc_leaves_less_open_than_before(self):
        for line in self.executed("pyabc_posterior").splitlines()[1:]:
            mean, low, _, high = line.split(": ")[1].replace(", before", "").split()
            self.assertTrue(float(low) < float(mean) < float(high), line)
            if line.startswith("consulting.medical_per_year"):
                self.assertLess(float(mean), (float(low) + float(high)) / 2)


if __name__ == "__main__":
    unittest.main()
