"""Kith from Python: run, sweep and compare scenarios, and have the results as tables.

One file: copy it beside your script. It calls the program `kith`, which it looks for in the environment
variable KITH, then beside this file, then on the PATH. It needs Python 3.9 or later, and pandas where a
table is given back.

    import kith

    found = kith.run({"link_workers.per_50k": 5}, people=5000, weeks=104, replicates=4)
    found.medians["gp_requests.last_year"]

    design = [{"link_workers.per_50k": posts} for posts in (1, 2, 4, 8)]
    kith.sweep(design, ["gp_requests.last_year", "T29"], people=5000, weeks=104, replicates=4)

    kith.compare(["baseline", "expansion"], people=5000, weeks=104, replicates=8)

Parameters are named by their paths, as `kith explain` lists them; outcomes as `metric.period`, or by the id
of a target that parameters are chosen by. Results go into a temporary folder that is gone afterwards, or
into the folder `output`, which is kept. Nothing is remembered between calls, so calls may run at the same
time, in threads or processes. The page docs/python.md says more.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from statistics import fmean, stdev
from typing import TYPE_CHECKING, Any, NoReturn, Union

if TYPE_CHECKING:
    import pandas

__all__ = [
    "Diagnostic", "KithError", "KithInterrupted", "KithWarning", "Run", "Scenario",
    "compare", "metrics", "parameters", "program", "run", "sweep", "targets",
]  # fmt: skip

PERIODS = ("first_year", "last_year", "all_weeks")
# What the program ends with when it was stopped and the same call goes on.
STOPPED = 75
# Seconds that the program has to end by itself, when Ctrl-C may have reached it too.
PATIENCE = 2.0


@dataclass(frozen=True)
class Diagnostic:
    """One thing that is wrong (`error`) or doubtful (`warning`), as the program says it."""

    severity: str
    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    found: str | None = None
    allowed: str | None = None
    nearest: str | None = None


class KithError(Exception):
    """The program refused, or could not be had. `diagnostics` has what is wrong, one by one."""

    def __init__(
        self,
        text: str,
        code: int | None = None,
        diagnostics: tuple[Diagnostic, ...] = (),
        command: tuple[str, ...] = (),
    ) -> None:
        super().__init__(text, code, diagnostics, command)
        self.text = text
        self.code = code
        self.diagnostics = diagnostics
        self.command = command

    def __str__(self) -> str:
        return self.text


class KithInterrupted(KithError):
    """The program was stopped, or the disk is full. With the same `output` the same call goes on."""


class KithWarning(UserWarning):
    """Something that the program finds doubtful, such as a value outside its plausible range."""


@dataclass(frozen=True)
class Scenario:
    """A scenario (a name or a file), and what is changed in it.

    `changes` has values by path: `{"vcs.per_thousand": 3}`, or, for a parameter with several labels,
    `{"population.no_car": {"middle": 0.3}}`. With `since="warm_up"` they hold in every week, with
    `since="start"` from the first measured week on: another policy in the same world. What the scenario
    schedules itself still comes on top of them.
    """

    base: str | os.PathLike[str] = "baseline"
    changes: Mapping[str, Any] = field(default_factory=dict)
    since: str = "warm_up"


# What stands for a scenario: its name or file, changes of the baseline, or changes of another one.
AnyScenario = Union[str, "os.PathLike[str]", Mapping[str, Any], Scenario]
# A folder for results.
Folder = Union[str, "os.PathLike[str]", None]


@dataclass(frozen=True)
class Run:
    """What a run found."""

    # Rows of `summary.csv`: period, group (all, or a fifth of deprivation), metric, median, low, high.
    summary: list[dict[str, Any]]
    # Of each target that parameters are chosen by: published, low, high, found, agrees.
    targets: dict[str, dict[str, Any]]
    # Of each parameter: value, unit, low and high (its plausible range), basis, meaning.
    parameters: dict[str, dict[str, Any]]
    # Of each metric: label, unit, meaning.
    metrics: dict[str, dict[str, Any]]
    # The program and the digest of the model that the results are of, and the seed.
    record: dict[str, str]
    # The folder of the results, when it was kept.
    output: Path | None
    _weekly: str = field(repr=False)

    @property
    def medians(self) -> dict[str, float | None]:
        """The median over replicates of every `metric.period`; None where there is no such figure."""
        rows = (row for row in self.summary if row["group"] == "all")
        return {f"{row['metric']}.{row['period']}": row["median"] for row in rows}

    @property
    def weekly(self) -> pandas.DataFrame:
        """Every week of every replicate: replicate, week, group, metric, value.

        `run.weekly.query("group == 'all'").pivot_table("value", "week", "metric")` has a column for each
        metric, with means over replicates.
        """
        table = _pandas().read_csv(io.StringIO(self._weekly), dtype={"replicate": str})
        table = table[table["replicate"] != "summary"].astype({"replicate": int})
        return table[["replicate", "week", "group", "metric", "value"]].reset_index(drop=True)


def run(
    changes: Mapping[str, Any] | None = None,
    *,
    scenario: str | os.PathLike[str] = "baseline",
    since: str = "warm_up",
    people: int | None = None,
    weeks: int | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    neighbourhoods: int | None = None,
    threads: int | None = None,
    output: Folder = None,
    force: bool = False,
    charts: bool = False,
    progress: bool = False,
) -> Run:
    """Runs a scenario, changed as `changes` and `since` say (see `Scenario`).

    Sizes that are not given are those of the scenario. `output` keeps the folder, with `charts` too.
    Results that are there are replaced with `force` alone; a run that was stopped goes on with it.
    """
    sizes = _sizes(people, weeks, replicates, seed, neighbourhoods, threads)
    flags = [] if charts and output is not None else ["--no-charts"]
    flags += ["--force"] if force else []
    with _home(output) as (home, folder):
        word = _word(Scenario(scenario, changes or {}, since), home, 0)
        _call(["run", *sizes, *flags, f"--output={folder}", "--", word], home, progress)
        return Run(
            summary=[_typed(row) for row in _rows(folder / "summary.csv")],
            targets=_by(folder / "targets.csv", "id"),
            parameters=_by(folder / "parameters.csv", "path"),
            metrics={name: row for name, row in _by(folder / "dictionary.csv", "name").items() if row["cadence"]},
            record=_record(folder),
            output=None if output is None else folder,
            _weekly=(folder / "weekly.csv").read_text(encoding="utf-8"),
        )


def sweep(
    design: pandas.DataFrame | Sequence[Mapping[str, Any]],
    outcomes: str | Iterable[str],
    *,
    scenario: AnyScenario = "baseline",
    since: str = "warm_up",
    points_win: bool = False,
    people: int | None = None,
    weeks: int | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    neighbourhoods: int | None = None,
    threads: int | None = None,
    rows: str = "points",
    output: Folder = None,
    reuse: Sequence[str | os.PathLike[str]] = (),
    progress: bool = False,
) -> pandas.DataFrame:
    """Runs every row of a design, and gives it back with its outcomes, in its order and with its index.

    A design has a column for each parameter path. With `rows="points"` an outcome is the mean over
    replicates, and `OUTCOME.se` its standard error; with `rows="replicates"` every replicate has a row. A
    figure that does not exist is NaN; a mean is over those replicates that have the figure.

    `since="start"` makes each row another policy in one world, else it is another world (docs/sweep.md).
    `points_win` lets rows hold over what the scenario sets itself. Replicates have the same seed in every
    row: differences between rows are paired. With `output` a sweep that was stopped goes on, and one that
    is done is read and not run again, whatever outcomes are asked for; `reuse` names folders of other
    sweeps whose cells are taken over.
    """
    pandas = _pandas()
    _one_of("rows", rows, ("points", "replicates"))
    _one_of("since", since, ("warm_up", "start"))
    frame = design if isinstance(design, pandas.DataFrame) else pandas.DataFrame(list(design))
    columns = [str(name) for name in frame.columns]
    cells = [[_cell(value) for value in row] for row in frame.itertuples(index=False, name=None)]
    wanted = list(dict.fromkeys([outcomes] if isinstance(outcomes, str) else outcomes))
    flags = _sizes(people, weeks, replicates, seed, neighbourhoods, threads)
    flags += ["--from=start"] if since == "start" else []
    flags += ["--points-win"] if points_win else []
    flags += [f"--reuse={os.fspath(other)}" for other in reuse]
    with _home(output) as (home, folder):
        _check(wanted, [*zip(columns, zip(*cells))], home)
        with open(home / "design.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([columns, *cells])
        flags += [f"--scenario={_word(scenario, home, 0)}", f"--output={folder}"]
        _call(["sweep", f"--design={home / 'design.csv'}", *flags], home, progress)
        told = _told(folder, wanted)
        record = _record(folder)
    if rows == "points":
        table = frame.copy()
        for place, name in enumerate(wanted):
            found = [[row[place] for _, row in of if row[place] is not None] for of in told]
            table[name] = [fmean(row) if row else float("nan") for row in found]
            errors = [stdev(row) / len(row) ** 0.5 if len(row) > 1 else float("nan") for row in found]
            table[f"{name}.se"] = errors
    else:
        table = frame.iloc[[point for point, of in enumerate(told) for _ in of]].copy()
        table["replicate"] = [replicate for of in told for replicate, _ in of]
        for place, name in enumerate(wanted):
            values = [row[place] for of in told for _, row in of]
            table[name] = [float("nan") if value is None else value for value in values]
    table.attrs = {**frame.attrs, "kith": record}
    return table


def compare(
    scenarios: Sequence[AnyScenario] | Mapping[str, AnyScenario],
    outcomes: str | Iterable[str] | None = None,
    *,
    people: int | None = None,
    weeks: int | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    neighbourhoods: int | None = None,
    threads: int | None = None,
    fifths: bool = False,
    output: Folder = None,
    force: bool = False,
    progress: bool = False,
) -> pandas.DataFrame:
    """Holds scenarios against the first of them, on the same draws: one row for each difference.

    `scenarios` is a list, or a dict with a name of yours for each:
    `{"today": "baseline", "more posts": {"link_workers.per_50k": 5}}`. All metrics come back unless
    `outcomes` names some as `metric.period`; `fifths` adds those by fifth of deprivation. `difference` is
    the mean over replicates, with its `standard_error` and intervals.
    """
    pandas = _pandas()
    if not isinstance(scenarios, Mapping):
        plain = [not isinstance(one, (Mapping, Scenario)) for one in scenarios]
        named = zip(plain, scenarios)
        labels = [Path(one).stem if is_plain else f"changes {n}" for n, (is_plain, one) in enumerate(named)]
    else:
        labels, scenarios = list(scenarios), list(scenarios.values())
    if len(scenarios) < 2 or len(set(labels)) < len(labels):
        raise KithError(f"error: two scenarios or more are compared, each with its own name; given: {labels}")
    wanted = [outcomes] if isinstance(outcomes, str) else None if outcomes is None else list(outcomes)
    flags = _sizes(people, weeks, replicates, seed, neighbourhoods, threads) + ["--no-charts"]
    flags += ["--force"] if force else []
    with _home(output) as (home, folder):
        if wanted is not None:
            _check(wanted, [], home, with_targets=False)
        words = [_word(one, home, number) for number, one in enumerate(scenarios)]
        _call(["compare", *flags, f"--output={folder}", "--", *words], home, progress)
        found = [_typed(row) for row in _rows(folder / "differences_summary.csv")]
        record = _record(folder)
    # Arms come in the order of the call; files of one name are told apart by it alone.
    names = dict(zip(dict.fromkeys(row["scenario"] for row in found), labels[1:]))
    rows = []
    for row in found:
        outcome = f"{row.pop('metric')}.{row.pop('period')}"
        if (fifths or row["group"] == "all") and (wanted is None or outcome in wanted):
            named = {"scenario": names[row["scenario"]], "base": labels[0], "outcome": outcome}
            rows.append({**named, **{key: row[key] for key in row if key not in named}})
    table = pandas.DataFrame(rows)
    table.attrs = {"kith": record}
    return table


def parameters(scenario: AnyScenario = "baseline") -> dict[str, dict[str, Any]]:
    """Every parameter of a scenario: value, unit, plausible range (`low`, `high`), basis and meaning."""
    found = _glance(scenario).parameters
    return {path: row for path, row in found.items() if not path.startswith("run.")}


def metrics() -> dict[str, dict[str, Any]]:
    """Every metric: unit and meaning. Outcomes are called `metric.period`, with a period of `PERIODS`."""
    return _glance("baseline").metrics


def targets() -> dict[str, dict[str, Any]]:
    """Every target that parameters are chosen by: what is published, and where results agree with it."""
    of = ("target", "unit", "published", "low", "high")
    return {id: {key: row[key] for key in of} for id, row in _glance("baseline").targets.items()}


def program() -> str:
    """Where the program is: KITH says it, or it lies beside this file, or on the PATH."""
    named = os.environ.get("KITH")
    beside = Path(__file__).absolute().with_name("kith.exe" if os.name == "nt" else "kith")
    found = named or (str(beside) if beside.is_file() else shutil.which("kith"))
    how = (
        "Build it once with `cargo build --release` in the folder of Kith; then set the environment variable "
        "KITH to the program (target/release/kith), copy it beside kith.py, or put it on the PATH with "
        "`cargo install --path . --locked`."
    )
    if found is None:
        raise KithError(f"error: the program `kith` was not found. {how}")
    found = os.path.abspath(found)
    try:
        version = subprocess.run([found, "--version"], stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError as error:
        raise KithError(f"error: `{found}` cannot be run ({error.strerror or error}). {how}") from error
    if not re.match(rb"kith \d+\.\d+", version.stdout):
        raise KithError(f"error: `{found}` is another program than Kith. {how}")
    return found


def _glance(scenario: AnyScenario) -> Run:
    """A run of hardly anybody, for what its tables say beside results."""
    of = scenario if isinstance(scenario, Scenario) else None
    of = of or (Scenario(changes=scenario) if isinstance(scenario, Mapping) else Scenario(scenario))
    weeks = 52 if of == Scenario() else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", KithWarning)
        return run(of.changes, scenario=of.base, since=of.since, people=200, weeks=weeks, replicates=1)


def _check(names: list[str], points: list[tuple[str, tuple[str, ...]]], home: Path, with_targets: bool = True) -> None:
    """Refuses outcomes that are none, and with them whatever is wrong with the points."""
    glance = _glance("baseline")
    known = [f"{metric}.{period}" for metric in glance.metrics for period in PERIODS]
    known += list(glance.targets) if with_targets else []
    wrong = [name for name in names if name not in set(known)]
    if names and not wrong:
        return
    allowed = "`metric.period`, with a metric that `kith.metrics()` lists and one of " + ", ".join(PERIODS)
    allowed += ", or an id that `kith.targets()` lists" if with_targets else ""
    found = [] if names else [Diagnostic("error", "no outcome is asked for", "outcomes", allowed=allowed)]
    unknown = []
    for name in wrong:
        metric, dot, period = name.rpartition(".")
        # The program finds the nearest metric itself.
        if dot and period in PERIODS:
            unknown.append(metric)
            continue
        near = get_close_matches(name, known, 1, 0.5)
        near = near or [other for other in known if other.partition(".")[0] == name.partition(".")[0]][:1]
        message = f"unknown outcome `{name}`"
        found.append(Diagnostic("error", message, "outcomes", allowed=allowed, nearest=near[0] if near else None))
    text = "\n\n".join(_text(one) for one in found)
    study = ['title = "Outcomes"', 'because = "A script asks for them."', 'scenarios = ["baseline"]', "[report]"]
    # The program finds no metric wrong in an empty list, but would take an empty table for a slip.
    study += ["metrics = [", *(f"  {_quoted(metric)}," for metric in unknown or ["gp_requests"]), "]"]
    study += ["[design]", 'kind = "list"', "[parameters]"]
    for path, values in points or [("link_workers.per_50k", ("1",))]:
        study.append(f"{_quoted(path)} = [{', '.join(v if _is_number(v) else _quoted(v) for v in values)}]")
    (home / "study.toml").write_text("\n".join(study) + "\n", encoding="utf-8")
    try:
        _call(["check", "--", str(home / "study.toml")], home, progress=False)
    except KithError as error:
        text = "\n\n".join([error.text, text] if text else [error.text])
        found = [*error.diagnostics, *found]
    raise KithError(text, 65, tuple(found))


def _call(words: Sequence[str], home: Path, progress: bool) -> None:
    """Calls the program, tells its warnings, and raises what it refuses."""
    command = (program(), *words)
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    said = []
    with subprocess.Popen(command, encoding="utf-8", errors="replace", **pipes) as child:
        try:
            for line in child.stderr:
                said.append(line)
                if progress:
                    print(line, end="", file=sys.stderr, flush=True)
            code = child.wait()
        except BaseException:
            _stop(child)
            raise
    # Files of ours are called by their names.
    text = "".join(said).replace(f"{home}{os.sep}", "")
    found = _diagnostics(text)
    if code != 0:
        _refuse(code, text, found, command)
    doubtful = [one for one in found if one.severity == "warning"]
    if doubtful:
        warnings.warn("\n\n".join(_text(one) for one in doubtful), KithWarning, stacklevel=3)


def _stop(child: subprocess.Popen[str]) -> None:
    """Has the program keep what is done and end; one more Ctrl-C ends it at once."""
    try:
        try:
            child.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            child.terminate() if os.name == "nt" else child.send_signal(signal.SIGINT)
            child.wait()
    except BaseException:
        child.kill()
        raise


def _refuse(code: int, text: str, found: list[Diagnostic], command: tuple[str, ...]) -> NoReturn:
    errors = tuple(one for one in found if one.severity == "error")
    # What a reader of the message needs, without progress.
    shown = "\n\n".join(block for block in _blocks(text) if not block.startswith("note: "))
    if code == STOPPED or -code in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGKILL", None)):
        how = "it ended with code 75" if code == STOPPED else f"signal {-code} ended it"
        note = f"Kith was stopped ({how}). The same call with the same `output` goes on"
        note += " where it stopped." if "sweep" in command else ", with `force=True` when results are there."
        raise KithInterrupted("\n\n".join([shown, note] if shown else [note]), code, errors, command)
    if "'--from'" in text and "--from=start" in command:
        shown += "\n\nThis program is older than kith.py and knows no `since=\"start\"`: build it anew."
    raise KithError(shown or text.strip() or f"error: kith ended with code {code}", code, errors, command)


def _blocks(text: str) -> Iterator[str]:
    """Each error, warning and note, without lines of progress between them."""
    lines: list[str] = []
    for line in [*text.splitlines(), "note: end"]:
        begins = re.match(r"(error|warning|note): ", line)
        if begins or re.match(r"\d[\d ,]* (of \d[\d ,]* )?(cells|cell|done|replicate)", line):
            if lines:
                yield "\n".join(lines).strip()
            lines = [line] if begins else []
        elif lines:
            lines.append(line)


def _diagnostics(text: str) -> list[Diagnostic]:
    """What the program says, taken apart."""
    found = []
    for block in _blocks(text):
        severity, _, message = block.splitlines()[0].partition(": ")
        if severity == "note":
            continue
        place = re.search(r"^ *--> (.*?)(?::(\d+):(\d+))?$", block, re.M)
        said = re.search(r"^ *= found: (.*)$|^ *\|.*?\^+ found (.*)$", block, re.M)
        allowed = re.search(r"^ *= (?:allowed|expected): (.*)$", block, re.M)
        nearest = re.search(r"did you mean `(.*?)`\?", block)
        one = Diagnostic(
            severity,
            message,
            file=place[1] if place else None,
            line=int(place[2]) if place and place[2] else None,
            column=int(place[3]) if place and place[3] else None,
            found=(said[1] or said[2]) if said else None,
            allowed=allowed[1] if allowed else None,
            nearest=nearest[1] if nearest else None,
        )
        found.append(one)
    return found


def _text(one: Diagnostic) -> str:
    where = f"{one.file}:{one.line}:{one.column}" if one.line else one.file
    expected = "allowed" if one.severity == "error" else "expected"
    lines = [f"{one.severity}: {one.message}", f" --> {where}" if where else None]
    lines += [f"  = found: {one.found}" if one.found else None, f"  = {expected}: {one.allowed}" if one.allowed else None]
    lines += [f"  = did you mean `{one.nearest}`?" if one.nearest else None]
    return "\n".join(line for line in lines if line)


@contextmanager
def _home(output: Folder) -> Iterator[tuple[Path, Path]]:
    """A temporary folder that is gone afterwards, and the folder of results, in it or kept."""
    with tempfile.TemporaryDirectory(prefix="kith_") as home:
        folder = Path(home, "results") if output is None else Path(output).absolute()
        folder.parent.mkdir(parents=True, exist_ok=True)
        yield Path(home), folder


def _word(given: AnyScenario, home: Path, number: int) -> str:
    """What the command line calls a scenario; changes are written down as one that extends the other."""
    if isinstance(given, Mapping):
        given = Scenario(changes=given)
    if not isinstance(given, Scenario):
        return os.fspath(given)
    _one_of("since", given.since, ("warm_up", "start"))
    changes = _flat(given.changes)
    if not changes:
        return os.fspath(given.base)
    folder = home / f"scenario_{number}"
    folder.mkdir()
    base = _copied(Path(given.base), folder)
    if base is None:
        return os.fspath(given.base)
    file = folder / f"changes_{number}.toml"
    while file.exists():
        file = file.with_name(f"_{file.name}")
    lines = [f"title = {_quoted(f'{base}, changed')}", f"extends = {_quoted(base)}"]
    lines += ['because = "A script asks for these values."']
    lines += ["[[schedule]]", "from = 0"] if given.since == "start" else []
    lines += [f"set.{_quoted(path)} = {value}" for path, value in changes.items()]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(file)


def _copied(base: Path, folder: Path) -> str | None:
    """The name by which a scenario is extended in a folder; a file is copied there with what it extends."""
    places = [base, base.with_name(f"{base.name}.toml") if base.name else base]
    places += [Path("scenarios", place) for place in places]
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        # A name of a scenario inside the program; of a path that is not there the program says so.
        return str(base) if base.name == str(base) and base.suffix != ".toml" else None
    name = path.stem
    while path is not None and not (folder / f"{path.stem}.toml").exists():
        shutil.copyfile(path, folder / f"{path.stem}.toml")
        text = path.read_text(encoding="utf-8", errors="replace")
        extends = re.search(r"""^\s*["']?extends["']?\s*=\s*["'](.+?)["']""", text, re.M)
        following = Path(extends[1] if extends else "")
        if not extends or following.name != extends[1]:
            break
        following = path.with_name(following.name if following.suffix == ".toml" else f"{following.name}.toml")
        path = following if following.is_file() else None
    return name


def _flat(changes: Mapping[str, Any], under: str = "") -> dict[str, str]:
    """Values of TOML by path; the labels of an axis stand in a table of their own."""
    flat: dict[str, str] = {}
    for path, value in changes.items():
        if isinstance(value, Mapping):
            flat.update(_flat(value, f"{under}{path}."))
        else:
            cell = _cell(value)
            flat[f"{under}{path}"] = cell if _is_number(cell) else _quoted(cell)
    return flat


def _cell(value: Any) -> str:
    """A value as a table takes it: in full precision; nothing for what is missing."""
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, (bool, int)):
        return str(int(value))
    if isinstance(value, float):
        return repr(value) if value == value else ""
    return "" if value is None or str(value) in ("<NA>", "NaT") else str(value)


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"[+-]?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?|-?inf", cell) is not None


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _sizes(people, weeks, replicates, seed, neighbourhoods, threads) -> list[str]:
    given = {"people": people, "weeks": weeks, "replicates": replicates, "seed": seed}
    given |= {"neighbourhoods": neighbourhoods, "threads": threads}
    return [f"--{name}={_cell(value)}" for name, value in given.items() if value is not None]


def _told(folder: Path, names: list[str]) -> list[list[tuple[int, list[float | None]]]]:
    """For each point, in order, the replicates and what they found."""
    told: list[list[tuple[int, list[float | None]]]] = []
    with open(folder / "results.csv", newline="", encoding="utf-8") as file:
        table = csv.reader(file)
        head = {name: place for place, name in enumerate(next(table))}
        places = [head[name] for name in names]
        for row in table:
            values = [float(row[place]) if row[place] else None for place in places]
            point = int(row[head["point"]])
            told += [[] for _ in range(point + 1 - len(told))]
            told[point].append((int(row[head["replicate"]]), values))
    return told


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with open(path, newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def _by(path: Path, key: str) -> dict[str, dict[str, Any]]:
    rows = (_typed(row) for row in _rows(path))
    return {row.pop(key): row for row in rows}


def _typed(row: Mapping[str, str]) -> dict[str, Any]:
    """Figures as numbers, text as it is, None for an empty cell."""

    def typed(key: str, value: str) -> Any:
        try:
            kind = int if key.startswith("replicates") else float
            return kind(value) if value else None
        except ValueError:
            return value

    return {key: typed(key, value) for key, value in row.items()}


def _record(folder: Path) -> dict[str, str]:
    """The program, the digest of the model, and the seed, from the record of a folder."""
    text = (folder / "run.toml").read_text(encoding="utf-8")
    found = {key: re.search(rf'^{key} = "?(.*?)"?$', text, re.M) for key in ("program", "model", "seed")}
    return {key: match[1] for key, match in found.items() if match}


def _one_of(name: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise KithError(f"error: `{name}` is {value!r}; allowed: {', '.join(map(repr, allowed))}")


def _pandas() -> Any:
    try:
        import pandas
    except ImportError as error:
        raise KithError("error: tables come as DataFrames, and pandas is not here: pip install pandas") from error
    return pandas
