"""The estimators of `kith evaluate` against named references, to 1e-8, on records that it exports.

    KITH=target/release/kith python3 -m unittest discover -s tests/python -p test_evaluation.py

References (tests/python/requirements.txt has the versions):

    before and after, pairs   scipy.stats.ttest_rel; per cent by the delta method in numpy
    panels                    linearmodels PanelOLS, entity and time effects, clustered by entity,
                              group_debias=True, debiased=False, auto_df=False, count_effects=False (effects of
                              persons are nested in their clusters, and are no further parameters)
    trials of persons         statsmodels OLS, cov_type="HC2"
    trials of practices       statsmodels OLS on means of practices, cov_type="nonrobust"
    survey                    statsmodels OLS, cov_type="cluster", use_correction=True
    series                    statsmodels OLS, cov_type="HAC", maxlags as the design says, use_correction=False
    groups of a roll-out      Callaway and Sant'Anna (2021) by their formulas, in numpy, with the influence of
                              estimated weights
    matching                  greedy, nearest first come, in numpy, from people and visits as exported

Rows of before and after, of matched pairs, of the panel of clients and of the trial are made anew from people and
visits, so that the estimators are not only given what the program took.
"""

import os
import subprocess
import tempfile
import tomllib
import unittest
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
from linearmodels.panel import PanelOLS
from scipy import stats

ROOT = Path(__file__).resolve().parents[2]
KITH = os.environ.get("KITH", str(ROOT / "target" / "release" / "kith"))
SHELF = ROOT / "scenarios" / "evaluations"
CLOSE = 1e-8
PEOPLE = ["--people", "6000", "--replicates", "1"]
# A practice has ten thousand people on average: some of them need lists of their own.
LISTS = ["--people", "25000", "--neighbourhoods", "3", "--replicates", "1"]
PRACTICES = {"cluster_randomised_gp", "staggered_two_way_gp", "staggered_groups_gp",
             "survey_life_satisfaction", "time_series_gp"}


class Evaluation(unittest.TestCase):
    """Every design of the shelf, small."""

    @classmethod
    def setUpClass(cls):
        made = tempfile.TemporaryDirectory(prefix="kith evaluation ")
        cls.addClassCleanup(made.cleanup)
        cls.folders, tables = {}, []
        for name, sizes in ("of people", PEOPLE), ("of practices", LISTS):
            folder = Path(made.name) / name
            files = [file for file in sorted(SHELF.glob("*.toml")) if (file.stem in PRACTICES) == (sizes is LISTS)]
            command = [KITH, "evaluate", *map(str, files), *sizes, "--records"]
            subprocess.run([*command, "--output", str(folder), "--quiet"], check=True)
            cls.folders |= {file.stem: folder for file in files}
            tables.append(pd.read_csv(folder / "studies.csv"))
        cls.studies = pd.concat(tables).set_index("design")

    def rows(self, design):
        return pd.read_csv(self.folders[design] / design / "rows.csv")

    def design(self, name):
        return tomllib.loads((SHELF / f"{name}.toml").read_text())

    def records(self, design):
        people = pd.read_parquet(self.folders[design] / design / "people.parquet")
        visits = pd.read_parquet(self.folders[design] / design / "visits.parquet")
        first = int(people.from_week.min())
        last = int(people.to_week.max())
        cumulated = {}
        for kind in ("gp_visits", "practice_visits", "urgent_visits"):
            grid = np.zeros((len(people), last - first + 1))
            size = people.groupby("neighbourhood").size().cumsum().shift(fill_value=0)
            at = visits.neighbourhood.map(size) + visits.person
            np.add.at(grid, (at.to_numpy(), visits.week.to_numpy() - first + 1), visits[kind].to_numpy())
            cumulated[kind] = grid.cumsum(axis=1)

        def seen(kind, person, start, end):
            return cumulated[kind][person, end - first] - cumulated[kind][person, start - first]

        return people, seen

    def agree(self, design, value, error, what=""):
        found = self.studies.loc[design]
        self.assertTrue(np.isfinite(found.estimate), f"{design} {what}: nothing was found")
        scale = max(1.0, abs(value))
        self.assertLess(abs(found.estimate - value) / scale, CLOSE, f"{design} {what}")
        self.assertLess(abs(found.standard_error - error) / max(1.0, abs(error)), CLOSE, f"{design} {what}: error")

    def interval(self, design, freedom):
        found = self.studies.loc[design]
        reach = stats.t.ppf(0.975, freedom) * found.standard_error
        self.assertEqual(found.freedom, freedom)
        self.assertLess(abs(found.low - (found.estimate - reach)), 1e-7 * max(1.0, abs(found.low)))
        self.assertLess(abs(found.high - (found.estimate + reach)), 1e-7 * max(1.0, abs(found.high)))

    def paired(self, change):
        return change.mean(), change.std(ddof=1) / np.sqrt(len(change))

    def percent(self, before, after):
        ratio = (after - before).mean() / before.mean()
        rest = ((after - before) - ratio * before) / before.mean()
        return 100 * ratio, 100 * rest.std(ddof=1) / np.sqrt(len(before))

    def test_before_and_after(self):
        for design in ("before_after_gp", "before_after_urgent"):
            rows = self.rows(design)
            self.agree(design, *self.percent(rows.before, rows.after))
            self.interval(design, len(rows) - 1)
        rows = self.rows("completers_life_satisfaction")
        self.agree("completers_life_satisfaction", *self.paired(rows.after - rows.before))
        test = stats.ttest_rel(rows.after, rows.before)
        found = self.studies.loc["completers_life_satisfaction"]
        self.assertLess(abs(found.estimate / found.standard_error - test.statistic), 1e-7)

    def test_clients_are_found_again_in_people_and_visits(self):
        design = "before_after_gp"
        plan, (people, seen) = self.design(design), self.records(design)
        when = plan["when"]
        rows = []
        for number, person in enumerate(people.itertuples()):
            week = person.referred_week
            if not when["from"] <= week < when["until"]:
                continue
            week = int(week)
            start, end = week - when["before"], week + 1 + when["after"]
            there = person.from_week <= start and end <= person.to_week
            if there and person.age >= 18 and person.contacted_week >= week:
                rows.append((seen("gp_visits", number, start, week) * 52 / when["before"],
                             seen("gp_visits", number, week + 1, end) * 52 / when["after"]))
        before, after = map(np.array, zip(*rows))
        self.agree(design, *self.percent(before, after), "from records")

    def test_matched_controls(self):
        for design in ("matched_control_gp", "matched_on_visits_gp"):
            rows = self.rows(design)
            self.agree(design, *self.paired(rows.case_change - rows.control_change))
            self.agree(design, *self.paired(self.match(design)), "from records")

    def match(self, design):
        plan, (people, seen) = self.design(design), self.records(design)
        when, covariates = plan["when"], plan["comparator"]["covariates"]
        wide = when["before"], when["after"]
        adult = people.age >= 18
        never = people[people.referred_week.isna() & adult]
        differences = []
        for _, place in people.groupby("neighbourhood"):
            is_case = place.referred_week.between(when["from"], when["until"] - 1) & (place.age >= 18)
            week = place.referred_week.where(is_case)
            is_case &= (place.from_week <= week - wide[0]) & (place.to_week >= week + 1 + wide[1])
            cases = place[is_case]
            like = lambda who, row, week: np.array([  # noqa: E731
                {"age": row.age, "conditions": row.conditions,
                 "visits": seen("practice_visits", who, week - wide[0], week) * 52 / wide[0]}[name]
                for name in covariates], dtype=float)
            of_cases = np.array([like(who, row, int(row.referred_week)) for who, row in cases.iterrows()])
            spread = of_cases.std(axis=0, ddof=1)
            spread[spread == 0] = 1
            taken = set()
            for (who, row), own in zip(cases.iterrows(), of_cases):
                week = int(row.referred_week)
                pool = never[(never.neighbourhood == row.neighbourhood) & (never.fifth == row.fifth)
                             & (never.sex == row.sex) & (never.from_week <= week - wide[0])
                             & (never.to_week >= week + 1 + wide[1])]
                best = None
                for other, candidate in pool.iterrows():
                    if other in taken:
                        continue
                    apart = np.sqrt((((own - like(other, candidate, week)) / spread) ** 2).sum())
                    if apart <= plan["comparator"]["caliper"] and (best is None or apart < best[0]):
                        best = (apart, other)
                if best is None:
                    continue
                taken.add(best[1])
                change = lambda one: (seen("gp_visits", one, week + 1, week + 1 + wide[1]) * 52 / wide[1]  # noqa: E731
                                      - seen("gp_visits", one, week - wide[0], week) * 52 / wide[0])
                differences.append(change(who) - change(best[1]))
        return np.array(differences)

    def panel(self, rows):
        data = rows.set_index(["unit", "period"])
        model = PanelOLS(data.outcome, data[["exposed"]], entity_effects=True, time_effects=True)
        fit = model.fit(cov_type="clustered", cluster_entity=True, group_debias=True, debiased=False,
                        auto_df=False, count_effects=False)
        return fit.params.exposed, fit.std_errors.exposed

    def test_panels(self):
        rows = self.rows("difference_in_differences_gp")
        self.agree("difference_in_differences_gp", *self.panel(rows))
        self.interval("difference_in_differences_gp", rows.unit.nunique() - 1)
        rows = self.rows("staggered_two_way_gp")
        rows["exposed"] = (rows.period >= rows.start).astype(float)
        self.agree("staggered_two_way_gp", *self.panel(rows))

    def test_the_panel_of_clients_is_found_again(self):
        design = "difference_in_differences_gp"
        plan, (people, seen) = self.design(design), self.records(design)
        when = plan["when"]
        before = when["before"] // 13
        count = before + (when["until"] - when["from"] + when["after"]) // 13
        first = when["from"] - 13 * before
        there = (people.from_week <= first) & (people.to_week >= first + 13 * count) & (people.age >= 18)
        case = people.referred_week.between(when["from"], when["until"] - 1)
        rows = []
        for who in people.index[there & (case | people.referred_week.isna())]:
            week = people.referred_week[who]
            start = count if np.isnan(week) else (int(week) - first) // 13 + 1
            for at in range(count):
                visits = seen("gp_visits", who, first + 13 * at, first + 13 * (at + 1))
                rows.append((who, at, visits * 4, float(at >= start)))
        rows = pd.DataFrame(rows, columns=["unit", "period", "outcome", "exposed"])
        self.agree(design, *self.panel(rows), "from records")

    def test_roll_out_by_groups(self):
        rows = self.rows("staggered_groups_gp")
        y = rows.pivot(index="unit", columns="period", values="outcome").to_numpy()
        start = rows.groupby("unit").start.first().to_numpy()
        n, periods = y.shape
        never = np.isnan(start)
        groups = [int(g) for g in sorted(set(start[~never]))]
        effects, shares, influences, members = [], [], [], []
        for g in groups:
            group = start == g
            for t in range(g, periods):
                change = y[:, t] - y[:, g - 1]
                effects.append(change[group].mean() - change[never].mean())
                influence = np.zeros(n)
                influence[group] = n / group.sum() * (change[group] - change[group].mean())
                influence[never] = -n / never.sum() * (change[never] - change[never].mean())
                influences.append(influence)
                shares.append(group.mean())
                members.append(group.astype(float))
        effects, shares = np.array(effects), np.array(shares)
        influences, members = np.array(influences), np.array(members)
        weights = shares / shares.sum()
        own = members - shares[:, None]
        of_weights = own / shares.sum() - np.outer(shares, own.sum(axis=0)) / shares.sum() ** 2
        influence = weights @ influences + effects @ of_weights
        self.agree("staggered_groups_gp", weights @ effects, np.sqrt((influence**2).sum()) / n)

    def test_trials(self):
        for design in ("randomised_waiting_list", "per_protocol_waiting_list"):
            rows = self.rows(design)
            if design.startswith("per"):
                rows = rows[rows.kept_to == 1]
            x = sm.add_constant(rows[["allotted", "before"]].astype(float))
            fit = sm.OLS(rows.after, x).fit(cov_type="HC2")
            self.agree(design, fit.params.allotted, fit.bse.allotted)
            self.interval(design, len(rows) - 3)
        rows = self.rows("cluster_randomised_gp")
        means = rows.groupby("practice")[["allotted", "before", "after"]].mean()
        fit = sm.OLS(means.after, sm.add_constant(means[["allotted", "before"]])).fit()
        self.agree("cluster_randomised_gp", fit.params.allotted, fit.bse.allotted)
        self.interval("cluster_randomised_gp", len(means) - 3)

    def test_survey(self):
        rows = self.rows("survey_life_satisfaction").astype(float)
        rows["both"] = rows.exposed * rows.after
        x = sm.add_constant(rows[["exposed", "after", "both"]])
        fit = sm.OLS(rows.outcome, x).fit(
            cov_type="cluster", cov_kwds={"groups": rows.practice.astype(int), "use_correction": True})
        self.agree("survey_life_satisfaction", fit.params.both, fit.bse.both)

    def test_series(self):
        rows = self.rows("time_series_gp").astype(float)
        start = int(rows.period[rows.after == 1].min())
        rows["since"] = (rows.period - start).clip(lower=0)
        x = sm.add_constant(rows[["period", "after", "since"]])
        lag = self.design("time_series_gp")["comparator"]["lag"]
        fit = sm.OLS(rows.outcome, x).fit(cov_type="HAC", cov_kwds={"maxlags": lag, "use_correction": False})
        weights = np.array([0, 0, 1, (len(rows) - start - 1) / 2])
        error = np.sqrt(weights @ fit.cov_params().to_numpy() @ weights)
        self.agree("time_series_gp", weights @ fit.params.to_numpy(), error)

    def test_records_say_that_nobody_is_real(self):
        import pyarrow.parquet as parquet

        for name in ("people", "visits", "truth_visits", "truth_life"):
            said = parquet.read_schema(self.folders["before_after_gp"] / "before_after_gp" / f"{name}.parquet").metadata
            self.assertIn(b"synthetic", said[b"kith"])
        listed = pd.read_csv(self.folders["before_after_gp"] / "dictionary.csv")
        for name in ("people", "visits", "truth_visits", "truth_life"):
            columns = parquet.read_schema(self.folders["before_after_gp"] / "before_after_gp" / f"{name}.parquet").names
            self.assertEqual(columns, list(listed.column[listed.table == name]))


if __name__ == "__main__":
    unittest.main()
