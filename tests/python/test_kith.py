"""What `examples/python/kith.py` promises, tried with the program: `.ci/run` does it.

    KITH=target/release/kith python3 -m unittest discover -s tests/python -p test_kith.py

Needs pandas. `test_examples.py` beside this tries the examples, and needs their packages.
"""

import os
import pickle
import signal
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import unittest
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest import mock

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "python"
sys.path.insert(0, str(FOLDER))

import kith  # noqa: E402
import pandas  # noqa: E402
from pandas.testing import assert_frame_equal  # noqa: E402

POSTS, PLACES = "link_workers.per_50k", "vcs.per_thousand"
REQUESTS, WAIT = "gp_requests.last_year", "life_satisfaction.all_weeks"
SMALL = {"people": 600, "weeks": 52, "replicates": 2}
DESIGN = [{POSTS: 1.0, PLACES: 2.0}, {POSTS: 6.0, PLACES: 3.5}, {POSTS: 3.0, PLACES: 0.1 + 0.2}]


class Case(unittest.TestCase):
    """Has a folder with a name that is hard on programs, and sees that nothing temporary is left."""

    def setUp(self):
        made = tempfile.TemporaryDirectory(prefix="kith test ä 'q' ")
        self.addCleanup(made.cleanup)
        self.folder = Path(made.name)
        self.temporary = self.folder / "temporary ö"
        self.temporary.mkdir()
        patched = mock.patch.object(tempfile, "tempdir", str(self.temporary))
        patched.start()
        self.addCleanup(patched.stop)
        caught = warnings.catch_warnings()
        caught.__enter__()
        self.addCleanup(caught.__exit__, None, None, None)
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", kith.KithWarning)

    def tearDown(self):
        self.assertEqual(list(self.temporary.iterdir()), [], "something temporary is left")

    def refused(self, *call, **named):
        """The error of a call."""
        with self.assertRaises(kith.KithError) as caught:
            call[0](*call[1:], **named)
        self.assertNotIsInstance(caught.exception, kith.KithInterrupted)
        return caught.exception

    def scenario(self, name, text):
        path = self.folder / "my scenarios" / f"{name}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f'title = "{name}"\nbecause = "A test."\n{textwrap.dedent(text)}', encoding="utf-8")
        return path


class Runs(Case):
    def test_a_run_has_figures_weeks_targets_and_its_model(self):
        found = kith.run(people=600, weeks=52, replicates=1)
        weeks = found.weekly.query("metric == 'gp_requests' and group == 'all'")
        self.assertEqual(list(weeks["week"]), list(range(52)))
        self.assertAlmostEqual(weeks["value"].mean(), found.medians["gp_requests.all_weeks"], places=3)
        self.assertEqual(found.targets["T03"]["published"], 5.8)
        self.assertEqual(found.parameters[POSTS]["unit"], "posts")
        self.assertIn("meaning", found.metrics["gp_requests"])
        self.assertRegex(found.record["model"], "^[0-9a-f]{16}$")
        self.assertIsNone(found.output)

    def test_no_target_that_judges_the_model_is_shown(self):
        found = kith.run(**SMALL)
        self.assertEqual({row["use"] for row in found.targets.values()}, {"calibrate"})
        self.assertEqual(set(kith.targets()), set(found.targets))

    def test_changes_are_what_a_scenario_file_with_them_is(self):
        path = self.scenario("mine", f'extends = "baseline"\nset."{POSTS}" = 5\nset."population.no_car.middle" = 0.2\n')
        changes = {POSTS: 5, "population.no_car": {"middle": 0.2}}
        self.assertEqual(kith.run(changes, **SMALL).medians, kith.run(scenario=path, **SMALL).medians)

    def test_changes_are_laid_on_a_file_and_what_it_extends(self):
        self.scenario("under", f'extends = "baseline"\nset."{POSTS}" = 5\n')
        path = self.scenario("over ü", 'extends = "under"\nset."waiting.loss_per_month" = 0.1\n')
        found = kith.run({PLACES: 3}, scenario=path, **SMALL).parameters
        values = [found[name]["value"] for name in (POSTS, "waiting.loss_per_month", PLACES)]
        self.assertEqual(values, [5, 0.1, 3])

    def test_a_change_from_the_start_is_another_than_one_from_the_warm_up(self):
        early, late = (kith.run({POSTS: 8}, since=since, **SMALL).medians for since in ("warm_up", "start"))
        self.assertNotEqual(early, late)

    def test_output_is_kept_and_replaced_by_force_alone(self):
        output = self.folder / "results" / "ein Lauf — 1"
        first = kith.run(**SMALL, output=output)
        self.assertEqual(first.output, output)
        self.assertTrue((output / "summary.csv").is_file())
        self.assertIn("--force", str(self.refused(kith.run, **SMALL, output=output)))
        self.assertNotEqual(kith.run(**SMALL, seed=2, output=output, force=True).medians, first.medians)

    def test_what_is_doubtful_is_a_warning(self):
        with self.assertWarns(kith.KithWarning) as caught:
            kith.run({POSTS: 40}, **SMALL)
        self.assertIn("plausible range", str(caught.warning))
        self.assertEqual(Path(caught.filename).name, Path(__file__).name)

    def test_a_run_needs_no_pandas(self):
        with mock.patch.dict(sys.modules, {"pandas": None}):
            self.assertIn(REQUESTS, kith.run(**SMALL).medians)
            self.assertIn("pip install pandas", str(self.refused(kith.sweep, DESIGN, REQUESTS)))


class Sweeps(Case):
    def test_rows_come_in_the_order_of_the_design_with_its_index(self):
        design = pandas.DataFrame(DESIGN, index=["c", "a", "b"])
        found = kith.sweep(design, [REQUESTS, "T03"], **SMALL)
        self.assertEqual(list(found.columns), [POSTS, PLACES, REQUESTS, f"{REQUESTS}.se", "T03", "T03.se"])
        assert_frame_equal(found[[POSTS, PLACES]], design)
        backwards = kith.sweep(design[::-1], [REQUESTS, "T03"], **SMALL)
        assert_frame_equal(backwards[::-1], found)
        self.assertEqual(set(found.attrs["kith"]), {"program", "model", "seed"})

    def test_the_same_design_twice_is_the_same_and_no_row_hangs_on_another(self):
        first = kith.sweep(DESIGN, [REQUESTS, WAIT], **SMALL, threads=1)
        assert_frame_equal(kith.sweep(DESIGN, [REQUESTS, WAIT], **SMALL, threads=2), first)
        alone = kith.sweep(DESIGN[1:2], [REQUESTS, WAIT], **SMALL)
        self.assertEqual(list(alone.iloc[0]), list(first.iloc[1]))
        twice = kith.sweep([DESIGN[0], DESIGN[0]], REQUESTS, **SMALL)
        self.assertEqual(list(twice.iloc[0]), list(twice.iloc[1]))

    def test_a_point_is_what_a_run_of_it_is(self):
        found = kith.sweep(DESIGN[1:2], [REQUESTS, WAIT], people=600, weeks=52, replicates=1).iloc[0]
        run = kith.run(DESIGN[1], people=600, weeks=52, replicates=1).medians
        for name in (REQUESTS, WAIT):
            self.assertAlmostEqual(found[name] / run[name], 1, places=4)
            self.assertTrue(pandas.isna(found[f"{name}.se"]))

    def test_means_and_errors_are_those_of_the_replicates(self):
        kept = kith.sweep(DESIGN, REQUESTS, people=600, weeks=52, replicates=3, rows="replicates")
        mean = kith.sweep(DESIGN, REQUESTS, people=600, weeks=52, replicates=3)
        self.assertEqual(list(kept["replicate"]), [0, 1, 2] * 3)
        self.assertEqual(list(kept.index), [0, 0, 0, 1, 1, 1, 2, 2, 2])
        of = kept.groupby(level=0)[REQUESTS]
        for point in range(3):
            self.assertAlmostEqual(mean[REQUESTS][point], of.mean()[point])
            self.assertAlmostEqual(mean[f"{REQUESTS}.se"][point], of.sem()[point])

    def test_a_figure_that_does_not_exist_is_nan(self):
        found = kith.sweep(DESIGN[:1], "T02", **SMALL).iloc[0]
        self.assertTrue(pandas.isna(found["T02"]) and pandas.isna(found["T02.se"]))

    def test_a_sweep_that_is_done_is_read_and_not_run_again(self):
        output = self.folder / "sweep ß"
        first = kith.sweep(DESIGN, REQUESTS, **SMALL, output=output)
        parts = {part: part.stat().st_mtime_ns for part in (output / "parts").iterdir()}
        again = kith.sweep(DESIGN, [WAIT, REQUESTS], **SMALL, output=output)
        self.assertEqual({part: part.stat().st_mtime_ns for part in (output / "parts").iterdir()}, parts)
        assert_frame_equal(again[first.columns], first)
        self.assertIn("another plan", str(self.refused(kith.sweep, DESIGN, REQUESTS, **SMALL, seed=2, output=output)))
        larger = kith.sweep([*DESIGN, {POSTS: 2, PLACES: 2}], REQUESTS, **SMALL, reuse=[output])
        assert_frame_equal(larger[:3], first)

    def test_a_scenario_may_be_a_file_or_changes(self):
        path = self.scenario("mine", 'extends = "baseline"\nset."waiting.loss_per_month" = 0.2\n')
        of = {"people": 600, "weeks": 52, "replicates": 1}
        file = kith.sweep(DESIGN, WAIT, scenario=path, **of)
        assert_frame_equal(kith.sweep(DESIGN, WAIT, scenario={"waiting.loss_per_month": 0.2}, **of), file)

    def test_points_from_the_start_are_policies(self):
        found = kith.sweep(DESIGN[:2], REQUESTS, since="start", **SMALL)
        policies = {str(n): kith.Scenario(changes=point, since="start") for n, point in enumerate(DESIGN[:2])}
        base = kith.compare({"base": "baseline", **policies}, [REQUESTS], **SMALL)
        for point in range(2):
            self.assertAlmostEqual(base["scenario_value"][point] / found[REQUESTS][point], 1, places=4)

    def test_many_at_once_do_not_know_of_each_other(self):
        def one(seed):
            return kith.sweep(DESIGN[:1], REQUESTS, **SMALL, seed=seed, threads=1)

        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(one, range(4)))
        for seed, found in enumerate(together):
            assert_frame_equal(found, one(seed))

    def test_numbers_of_numpy_and_truth_are_numbers(self):
        import numpy

        design = pandas.DataFrame({POSTS: numpy.array([2, 3]), "referral.open": [True, False]})
        found = kith.sweep(design, REQUESTS, people=numpy.int64(600), weeks=52, replicates=1)
        assert_frame_equal(found[[POSTS, "referral.open"]], design)


class Comparisons(Case):
    def test_differences_are_paired_and_named_as_given(self):
        found = kith.compare({"today": "baseline", "more posts": {POSTS: 6}}, [REQUESTS], **SMALL)
        self.assertEqual((len(found), found["scenario"][0], found["base"][0]), (1, "more posts", "today"))
        sweep = kith.sweep([{POSTS: 6}], REQUESTS, **SMALL)[REQUESTS][0]
        base = kith.sweep([{POSTS: kith.parameters()[POSTS]["value"]}], REQUESTS, **SMALL)[REQUESTS][0]
        self.assertAlmostEqual(found["difference"][0], sweep - base, places=3)

    def test_files_of_one_name_are_told_apart(self):
        one = self.scenario("same", f'extends = "baseline"\nset."{POSTS}" = 6\n')
        two = self.folder / "same.toml"
        two.write_text(one.read_text(encoding="utf-8").replace("= 6", "= 1"), encoding="utf-8")
        arms = {"base": "baseline", "six": one, "one": two}
        found = kith.compare(arms, ["cost_link_workers.last_year"], **SMALL).set_index("scenario")["difference"]
        self.assertTrue(found["six"] > 0 > found["one"])

    def test_fifths_are_there_when_asked_for(self):
        found = kith.compare(["baseline", {POSTS: 6}], REQUESTS, fifths=True, **SMALL)
        self.assertEqual(len(found), 6)
        self.assertEqual(set(found["scenario"]), {"changes 1"})

    def test_one_scenario_is_refused_and_so_is_an_unknown_outcome(self):
        self.refused(kith.compare, ["baseline"], **SMALL)
        error = self.refused(kith.compare, ["baseline", {POSTS: 6}], ["T03"], **SMALL)
        self.assertIn("unknown outcome `T03`", str(error))


class Refusals(Case):
    def test_all_that_is_wrong_is_said_at_once_and_nothing_is_run(self):
        output = self.folder / "none"
        design = [{"link_workers.per_50": 1, PLACES: 900}]
        outcomes = ["gp_requestss.last_year", "T28", "gp_visits.lastyear", REQUESTS]
        error = self.refused(kith.sweep, design, outcomes, output=output)
        nearest = {one.message: one.nearest for one in error.diagnostics}
        self.assertEqual(nearest["unknown metric `gp_requestss`"], "gp_requests")
        self.assertEqual(nearest["unknown key `link_workers.per_50`"], POSTS)
        self.assertEqual(nearest["unknown outcome `gp_visits.lastyear`"], "gp_visits.last_year")
        self.assertIn("unknown outcome `T28`", nearest)
        allowed = {one.allowed for one in error.diagnostics}
        self.assertIn("0 to 20 (per 1,000 people)", allowed)
        self.assertFalse(output.exists())

    def test_a_wrong_point_is_named_by_its_line(self):
        error = self.refused(kith.sweep, [{POSTS: 1, PLACES: 2}, {POSTS: -1, PLACES: 2}, {PLACES: 2}, {POSTS: "x"}], REQUESTS)
        told = [(one.file, one.line, one.found) for one in error.diagnostics]
        empty = "an empty cell"
        self.assertEqual({file for file, _, _ in told}, {"design.csv"})
        self.assertEqual([line for _, line, _ in told], [3, 4, 5, 5])
        self.assertEqual([found for _, _, found in told][:3], ["-1", empty, "x"])
        self.assertEqual(error.code, 65)

    def test_designs_and_outcomes_of_nothing_are_refused(self):
        self.refused(kith.sweep, [], REQUESTS)
        self.refused(kith.sweep, pandas.DataFrame({POSTS: []}), REQUESTS)
        self.assertIn("no outcome", str(self.refused(kith.sweep, DESIGN, [])))
        self.refused(kith.sweep, DESIGN, REQUESTS, rows="mean")
        self.refused(kith.sweep, DESIGN, REQUESTS, since="week 0")

    def test_names_that_would_steer_a_shell_a_table_or_a_scenario_are_names(self):
        for name in ['$(touch made)', '"; touch made; "', 'a" = 1\n"b', "a,b\r\nc", "--help", "é\u202e\x7f"]:
            with self.subTest(name=name):
                self.assertTrue(self.refused(kith.sweep, [{name: 1}], REQUESTS).diagnostics)
                self.assertTrue(self.refused(kith.run, {name: 1}, **SMALL).diagnostics)
                self.assertTrue(self.refused(kith.run, scenario=name, **SMALL).diagnostics)
        self.assertFalse(Path("made").exists())

    def test_values_are_values_and_no_toml(self):
        for value in ["1\nrun.weeks = 60", [1, 2], "nan", float("nan"), float("inf"), None, -1]:
            with self.subTest(value=value):
                self.assertTrue(self.refused(kith.run, {POSTS: value}, **SMALL).diagnostics)

    def test_a_wrong_name_has_the_nearest_right_one(self):
        for scenario, changes in [("austeritty", None), ("austeritty", {POSTS: 1})]:
            error = self.refused(kith.run, changes, scenario=scenario, **SMALL)
            self.assertEqual(error.diagnostics[0].nearest, "austerity")
        self.refused(kith.run, {POSTS: 1}, scenario=self.folder / "nothing.toml", **SMALL)
        self.refused(kith.run, people=2)
        self.refused(kith.run, people="many")

    def test_an_error_travels_between_processes(self):
        error = self.refused(kith.run, {"link_workers.per_50": 1})
        copy = pickle.loads(pickle.dumps(error))
        self.assertEqual((str(copy), copy.code, copy.diagnostics), (str(error), error.code, error.diagnostics))

    def test_a_program_that_is_not_there_or_another_one_is_said(self):
        for program in [self.folder / "nothing", self.folder, Path(sys.executable)]:
            with self.subTest(program=program), mock.patch.dict(os.environ, {"KITH": str(program)}):
                self.assertIn("cargo build --release", str(self.refused(kith.run)))
        with mock.patch.dict(os.environ, {"PATH": str(self.folder)}):
            os.environ.pop("KITH", None)
            self.assertIn("was not found", str(self.refused(kith.run)))

    @unittest.skipIf(os.name == "nt", "links need rights there")
    def test_the_program_is_found_beside_the_file_and_on_the_path(self):
        program = kith.program()
        (self.folder / "kith").symlink_to(program)
        (self.folder / "kith.py").write_text((FOLDER / "kith.py").read_text(encoding="utf-8"), encoding="utf-8")
        say = [sys.executable, "-B", "-c", "import kith; print(kith.program())"]
        elsewhere = {key: value for key, value in os.environ.items() if key != "KITH"}
        beside = {**elsewhere, "PATH": os.devnull, "PYTHONPATH": str(self.folder), "PYTHONUTF8": "1"}
        onpath = {**elsewhere, "PATH": str(self.folder), "PYTHONPATH": str(FOLDER), "PYTHONUTF8": "1"}
        for env in [beside, onpath]:
            said = subprocess.run(say, env=env, capture_output=True, check=True, encoding="utf-8").stdout
            self.assertEqual(said.strip(), str(self.folder / "kith"))


class Interruptions(Case):
    SIZES = {"people": 4000, "weeks": 52, "replicates": 8}

    def stopped_after_a_cell(self, output, stop):
        """Calls `stop` once more of a sweep is on the disk than now."""
        before = self.done(output)

        def watch():
            until = time.monotonic() + 60
            while time.monotonic() < until:
                if self.done(output) > before:
                    return stop()
                time.sleep(0.01)

        thread = threading.Thread(target=watch)
        thread.start()
        return thread

    def done(self, output):
        """How many bytes of results are on the disk."""
        return sum(part.stat().st_size for part in (output / "parts").glob("*.part"))

    def test_a_program_that_is_stopped_goes_on_with_the_same_output(self):
        output, children, whole = self.folder / "stopped", [], kith.sweep(DESIGN, REQUESTS, **self.SIZES)
        popen = subprocess.Popen

        def recorded(*words, **named):
            children.append(popen(*words, **named))
            return children[-1]

        for send in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
            with mock.patch.object(subprocess, "Popen", recorded):
                thread = self.stopped_after_a_cell(output, lambda: children[-1].send_signal(send))
                with self.assertRaises(kith.KithInterrupted) as caught:
                    kith.sweep(DESIGN, REQUESTS, **self.SIZES, threads=1, output=output)
                thread.join()
            self.assertIn("same `output`", str(caught.exception))
            self.assertFalse((output / "results.csv").exists())
        self.assertTrue(self.done(output))
        assert_frame_equal(kith.sweep(DESIGN, REQUESTS, **self.SIZES, output=output), whole)

    @unittest.skipIf(os.name == "nt", "signals are others there")
    def test_ctrl_c_stops_the_program_keeps_what_is_done_and_leaves_nothing(self):
        output = self.folder / "interrupted"
        # A shell that is not interactive has what it puts in the background ignore Ctrl-C.
        heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
        script = f"{heard}; import kith; kith.PATIENCE = 0.1; kith.sweep({DESIGN!r}, {REQUESTS!r}, threads=1, output={str(output)!r}, **{self.SIZES!r})"
        env = {**os.environ, "PYTHONPATH": str(FOLDER), "TMPDIR": str(self.temporary)}
        command = [sys.executable, "-B", "-c", script]
        with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, encoding="utf-8", process_group=0) as child:
            # As a notebook does it: Python alone is told.
            thread = self.stopped_after_a_cell(output, lambda: child.send_signal(signal.SIGINT))
            said = child.communicate(timeout=120)[1]
            thread.join()
        self.assertIn("KeyboardInterrupt", said)
        self.assertNotEqual(child.returncode, 0)
        self.assertTrue(self.done(output))
        self.assertFalse((output / "results.csv").exists())
        with self.assertRaises(ProcessLookupError):
            os.killpg(child.pid, 0)
        whole = kith.sweep(DESIGN, REQUESTS, **self.SIZES)
        assert_frame_equal(kith.sweep(DESIGN, REQUESTS, **self.SIZES, output=output), whole)


if __name__ == "__main__":
    unittest.main()
