"""The economics of a folder of `kith budget` again, by other means: `python3 economics.py FOLDER`.

It reads cells.csv, draws.csv, drawn.csv and the record with its scenario alone, works out net benefits, standing, probabilities, expected loss,
acceptability and the value of information with nothing but the standard library, and holds them against
options.csv, ceac.csv, information.csv and studies.csv: to a billionth of the largest figure of a column.
"""

import csv
import math
import sys
import tomllib
from pathlib import Path

LENSES = ["payer", "nhs", "treasury"]
TOLERANCE = 1e-9


def table(folder, name):
    with open(folder / name, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def mean(values):
    values = list(values)
    return sum(values) / len(values)


def quantile(values, share):
    values = sorted(values)
    place = share * (len(values) - 1)
    below = math.floor(place)
    return values[below] + (place - below) * (values[min(below + 1, len(values) - 1)] - values[below])


def ends(values):
    low, high = (0.05, 0.95) if len(values) >= 20 else (0.0, 1.0)
    return quantile(values, low), quantile(values, high)


def largest(values):
    return max(range(len(values)), key=lambda at: (values[at], -at))


def columns_mean(rows):
    return [mean(column) for column in zip(*rows)]


def decide(rows):
    """Mean, best, probability and loss of net benefits in rows of draws."""
    n = len(rows[0])
    probability, loss = [0.0] * n, [0.0] * n
    for row in rows:
        most = max(row)
        alike = [at for at in range(n) if row[at] == most]
        for at in alike:
            probability[at] += 1 / len(alike) / len(rows)
        for at in range(n):
            loss[at] += (most - row[at]) / len(rows)
    means = columns_mean(rows)
    return means, largest(means), probability, loss


# Small matrices, as lists of rows.
def times(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def transposed(a):
    return [list(row) for row in zip(*a)]


def covariance(rows):
    middle = columns_mean(rows)
    apart = [[x - m for x, m in zip(row, middle)] for row in rows]
    n = len(middle)
    return [[sum(row[i] * row[j] for row in apart) / (len(rows) - 1) for j in range(n)] for i in range(n)]


def cholesky(a):
    n = len(a)
    lower = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            rest = a[i][j] - sum(lower[i][k] * lower[j][k] for k in range(j))
            if i == j:
                if rest <= 0:
                    return None
                lower[i][i] = math.sqrt(rest)
            else:
                lower[i][j] = rest / lower[j][j]
    return lower


def forward(lower, b):
    x = []
    for i, row in enumerate(lower):
        x.append((b[i] - sum(row[k] * x[k] for k in range(i))) / row[i])
    return x


def backward(lower, b):
    n = len(lower)
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (b[i] - sum(lower[k][i] * x[k] for k in range(i + 1, n))) / lower[i][i]
    return x


def root(a):
    """The square root of a symmetric matrix with no eigenvalue below nought, by its eigenvectors (Jacobi)."""
    n = len(a)
    a = [row[:] for row in a]
    v = [[float(i == j) for j in range(n)] for i in range(n)]
    for _ in range(80):
        for p in range(n):
            for q in range(p + 1, n):
                if abs(a[p][q]) < 1e-300:
                    continue
                angle = 0.5 * math.atan2(2 * a[p][q], a[q][q] - a[p][p])
                c, s = math.cos(angle), math.sin(angle)
                for k in range(n):
                    a[k][p], a[k][q] = c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]
                for k in range(n):
                    a[p][k], a[q][k] = c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]
                for k in range(n):
                    v[k][p], v[k][q] = c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q]
    roots = [math.sqrt(max(0.0, 1.0 - a[i][i])) for i in range(n)]
    return [[sum(v[i][k] * roots[k] * v[j][k] for k in range(n)) for j in range(n)] for i in range(n)]


def matched(cells):
    """Draws with chance taken out: cells[draw][replicate][option]."""
    rows = [[x - row[0] for x in row[1:]] for row in (columns_mean(draw) for draw in cells)]
    n, replicates = len(rows[0]), len(cells[0])
    plain = [[0.0] + row for row in rows]
    if replicates < 2 or len(rows) < 2:
        return plain, [None] * (n + 1)
    between = covariance(rows)
    within = [[0.0] * n for _ in range(n)]
    for draw in cells:
        of = covariance([[x - row[0] for x in row[1:]] for row in draw])
        for i in range(n):
            for j in range(n):
                within[i][j] += of[i][j] / len(cells) / replicates
    chance = [None] + [
        min(1.0, within[i][i] / between[i][i]) if between[i][i] > 0 else None for i in range(n)
    ]
    trace = sum(between[i][i] for i in range(n))
    if trace <= 0:
        return plain, [None] * (n + 1)
    whole = [row[:] for row in between]
    for i in range(n):
        whole[i][i] += 1e-10 * trace / n
    lower = cholesky(whole)
    inverse = transposed([forward(lower, [float(i == j) for i in range(n)]) for j in range(n)])
    middle = times(times(inverse, within), transposed(inverse))
    shrink = times(times(lower, root(middle)), inverse)
    means = columns_mean(rows)
    nearer = []
    for row in rows:
        apart = [x - m for x, m in zip(row, means)]
        nearer.append([0.0] + [m + sum(a * b for a, b in zip(of, apart)) for of, m in zip(shrink, means)])
    return nearer, chance


def worth(rows):
    return max(0.0, mean(max(row) for row in rows) - max(columns_mean(rows)))


def information(cells):
    draws = len(cells)
    value = worth(matched(cells)[0])
    parts = min(draws, 25)
    each = [
        worth(matched([cell for draw, cell in enumerate(cells) if draw % parts != left])[0])
        for left in range(parts)
    ]
    middle = mean(each)
    error = math.sqrt(sum((x - middle) ** 2 for x in each) * (parts - 1) / parts)
    rows = [columns_mean(draw) for draw in cells]
    half = len(cells[0]) // 2
    at_least = None
    if half:
        gained = 0.0
        sums = [sum(column) for column in zip(*rows)]
        for draw, row in zip(cells, rows):
            usual = largest([s - x for s, x in zip(sums, row)])
            halves = [columns_mean(draw[:half]), columns_mean(draw[half : 2 * half])]
            for chooses, judges in [(0, 1), (1, 0)]:
                gained += (halves[judges][largest(halves[chooses])] - halves[judges][usual]) / 2
        at_least = gained / draws
    return value, error, at_least, worth(rows)


def parted(draws, fold):
    held = [draw for place, draw in enumerate(draws) if place % 5 == fold]
    return held, [draw for place, draw in enumerate(draws) if place % 5 != fold]


def standard(values):
    middle = mean(values)
    variance = mean((x - middle) ** 2 for x in values)
    if variance <= 1e-18 * (1 + middle * middle):
        return None
    return [(x - middle) / math.sqrt(variance) for x in values]


def gains(cells, known):
    rows = [columns_mean(draw) for draw in cells]
    draws = len(rows)
    if draws < 10:
        return None
    features = []
    for column in zip(*known):
        linear = standard(list(column))
        if linear is None:
            continue
        features.append(linear)
        square = standard([x * x for x in linear])
        if square is not None:
            features.append(square)
    points = list(zip(*features)) if features else [()] * draws
    scale = max(1, len(features))
    products = [[sum(x * y for x, y in zip(a, b)) / scale for b in points] for a in points]

    def foreseen(on, of, ridge):
        middle = columns_mean([rows[at] for at in on])
        lower = cholesky([[products[a][b] + (ridge if a == b else 0.0) for b in on] for a in on])
        if lower is None:
            return [middle for _ in of]
        found = [middle[:] for _ in of]
        for option, m in enumerate(middle):
            weights = backward(lower, forward(lower, [rows[at][option] - m for at in on]))
            for place, draw in enumerate(of):
                found[place][option] += sum(products[draw][at] * w for at, w in zip(on, weights))
        return found

    def held_back(on):
        def error(ridge):
            sum_of = 0.0
            for fold in range(5):
                held, others = parted(on, fold)
                for draw, row in zip(held, foreseen(others, held, ridge)):
                    sum_of += sum((a - b) ** 2 for a, b in zip(rows[draw], row))
            return sum_of

        return min((share * len(on) for share in [0.01, 0.1, 1.0, 10.0, 100.0]), key=error)

    gained = [0.0] * draws
    for fold in range(5):
        held, others = parted(list(range(draws)), fold)
        usual = largest(columns_mean([rows[at] for at in others]))
        for draw, row in zip(held, foreseen(others, held, held_back(others))):
            gained[draw] = rows[draw][largest(row)] - rows[draw][usual]
    return gained


def summed(gained):
    value, draws = mean(gained), len(gained)
    return value, math.sqrt(sum((x - value) ** 2 for x in gained) / ((draws - 1) * draws))


def partial(cells, known):
    gained = gains(cells, known)
    return None if gained is None else summed(gained)


# The lots of a study: Philox 4x32 with 10 rounds (Salmon et al. 2011), and Acklam's quantile of the normal.
def philox(counter, key):
    mask = 0xFFFFFFFF
    for _ in range(10):
        first, second = 0xD2511F53 * counter[0], 0xCD9E8D57 * counter[2]
        counter = [
            (second >> 32) ^ counter[1] ^ key[0],
            second & mask,
            (first >> 32) ^ counter[3] ^ key[1],
            first & mask,
        ]
        key = [(key[0] + 0x9E3779B9) & mask, (key[1] + 0xBB67AE85) & mask]
    return counter


A = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239]
B = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572]
C = [
    -0.007784894002430293,
    -0.3223964580411365,
    -2.400758277161838,
    -2.549732539343734,
    4.374664141464968,
    2.938163982698783,
]
D = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416]


def normal(lot, column, draw):
    """A normal by lot: the 36th purpose of the draws of Kith, of a seed that studies have."""
    word = philox([draw, 35 << 16, column, 0], [0x5AFE, lot])[0]
    p = (word + 0.5) / 4294967296

    def polynomial(terms, x):
        total = 0.0
        for term in terms:
            total = total * x + term
        return total

    def tail(q):
        return polynomial(C, q) / (polynomial(D, q) * q + 1.0)

    if p < 0.02425:
        return tail(math.sqrt(-2.0 * math.log(p)))
    if p > 1.0 - 0.02425:
        return -tail(math.sqrt(-2.0 * math.log(1.0 - p)))
    q = p - 0.5
    r = q * q
    return polynomial(A, r) * q / (polynomial(B, r) * r + 1.0)


def sampled(cells, known, error):
    """The value of a study that tells parameters with an error of so many times their variance over draws."""
    deviations = []
    for column in zip(*known):
        middle = mean(column)
        deviations.append(math.sqrt(mean((x - middle) ** 2 for x in column)) * math.sqrt(error))
    gained = [0.0] * len(known)
    for lot in range(4):
        said = [
            [x + sd * normal(lot, column, draw) for column, (x, sd) in enumerate(zip(row, deviations))]
            for draw, row in enumerate(known)
        ]
        for draw, gain in enumerate(gains(cells, said)):
            gained[draw] += gain / 4
    return summed(gained)


def annuity(start, end, rate):
    if end <= start:
        return 0.0
    force = math.log(1.0 + rate)
    return (math.exp(-force * start) - math.exp(-force * end)) / force if force > 0 else end - start


def standings(points):
    """How options stand: a word, who beats them, and the ratio on the frontier."""

    def beats(a, b):
        same = points[a] == points[b]
        return a != b and points[a][0] <= points[b][0] and points[a][1] >= points[b][1] and (not same or a < b)

    n = len(points)
    by = [next((a for a in range(n) if beats(a, b)), None) for b in range(n)]
    left = sorted((at for at in range(n) if by[at] is None), key=lambda at: points[at][1])
    frontier = []
    # The lower hull by the smallest step onwards, another way than popping what is passed.
    at = left[0]
    while True:
        frontier.append(at)
        further = [other for other in left if points[other][1] > points[at][1]]
        if not further:
            break

        def slope(other):
            return (points[other][0] - points[at][0]) / (points[other][1] - points[at][1])

        at = min(further, key=lambda other: (slope(other), -points[other][1]))
    said = []
    for at in range(n):
        if by[at] is not None:
            said.append(("dominated", by[at], None))
        elif at in frontier:
            place = frontier.index(at)
            before = frontier[place - 1] if place else None
            ratio = None
            if before is not None:
                ratio = (points[at][0] - points[before][0]) / (points[at][1] - points[before][1])
            said.append(("frontier", None, ratio))
        else:
            said.append(("extended", None, None))
    return said


class Held:
    """Figures held against each other."""

    def __init__(self):
        self.count, self.wrong, self.scale = 0, [], {}

    def scales(self, name, rows):
        for row in rows:
            for column, cell in row.items():
                try:
                    value = abs(float(cell))
                except ValueError:
                    continue
                if math.isfinite(value):
                    key = (name, column)
                    self.scale[key] = max(self.scale.get(key, 0.0), value)

    def same(self, name, row, column, wanted):
        self.count += 1
        cell = row[column]
        if wanted is None:
            fits = cell == ""
        elif isinstance(wanted, str):
            fits = cell == wanted
        else:
            scale = max(1e-6, self.scale.get((name, column), 0.0))
            fits = cell != "" and abs(float(cell) - wanted) <= TOLERANCE * scale
        if not fits:
            self.wrong.append(f"{name} {list(row.values())[:6]} {column}: {cell!r}, and here {wanted!r}")

    def pennies(self, what, whole, parts):
        self.count += 1
        apart = sum(float(row["pounds_undiscounted"]) for row in parts) - float(whole["pounds_undiscounted"])
        if abs(apart) >= 0.01:
            self.wrong.append(f"{what} miss the total by {apart} pounds")

    def share(self, row, column):
        self.count += 1
        if not (row[column] == "" or 0.0 <= float(row[column]) <= 1.0):
            self.wrong.append(f"{list(row.values())[:4]} {column}: {row[column]} is no share")


def for_whom(held, lens, name, rows, fifths, point, price):
    """Groups of each characteristic add up to everybody, whom fifths have too, and everybody gives up the same."""
    of = [row for row in rows if row["lens"] == lens and row["option"] == name]
    whole = next(row for row in of if row["by"] == "all")
    for column in ["pounds_undiscounted", "cost", "effect", "given_up", "net", "net_benefit"]:
        held.same("groups.csv", whole, column, float(fifths[column]))
    kinds = list(dict.fromkeys(row["by"] for row in of if row["by"] != "all"))
    if len(kinds) != 4:
        held.wrong.append(f"groups of {name} are by {kinds}")
    for kind in kinds:
        parts = [row for row in of if row["by"] == kind]
        for column in ["share_of_list", "pounds_undiscounted", "cost", "effect", "given_up", "net", "net_benefit"]:
            held.same("groups.csv", whole, column, sum(float(row[column]) for row in parts))
        held.pennies(f"groups of {name} by {kind}", whole, parts)
        for row in parts:
            given_up = point[0] / price * float(row["share_of_list"])
            held.same("groups.csv", row, "given_up", given_up)
            held.same("groups.csv", row, "net", float(row["effect"]) - given_up)
            held.same("groups.csv", row, "net_benefit", (float(row["effect"]) - given_up) * price)
            held.share(row, "share_gaining")
            held.share(row, "share_losing")


def who_pays(held, folder, options, cells_table, draws_table, drawn, terms, price):
    """What payers pay makes the payer's lens: each at its own price, and nothing for what is ring-fenced."""
    if not (folder / "payers.csv").exists():
        return
    rows, cells = table(folder, "payers.csv"), table(folder, "payers_cells.csv")
    held.scales("payers.csv", rows)
    held.scales("cells.csv", cells_table)
    names = {"board": "board_price", "network": "network_price", "council": "council_price"}
    names.update(payer="payer_price", treasury="new_money_price")

    def price_of(payer, draw):
        return float(drawn[draw].get("economics." + names[payer], terms[names[payer]]))

    sums, given_up, plain = {}, {}, {}
    for row in cells:
        draw = int(row["draw"])
        free = float(row["cost"]) - float(row["ring_fenced"])
        counted = free * price_of("payer", draw) / price_of(row["payer"], draw)
        key = (row["draw"], row["replicate"], row["option"])
        sums[key] = sums.get(key, 0.0) + counted
        of = (row["option"], row["payer"])
        given_up.setdefault(of, []).append(counted / price)
        plain.setdefault(of, []).append((float(row["cost"]), float(row["ring_fenced"])))
    for row in cells_table:
        if row["option"] != options[0]:
            held.same("cells.csv", row, "cost_payer", sums[row["draw"], row["replicate"], row["option"]])
    spent = {}
    for row in rows:
        of = (row["option"], row["payer"])
        if row["year"] != "all":
            spent[of] = spent.get(of, 0.0) + float(row["pounds"])
            continue
        held.same("payers.csv", row, "pounds", spent[of])
        held.same("payers.csv", row, "given_up", mean(given_up[of]))
        held.same("payers.csv", row, "cost", mean(cost for cost, _ in plain[of]))
        held.same("payers.csv", row, "ring_fenced", mean(fenced for _, fenced in plain[of]))
        held.same("payers.csv", row, "price", mean(price_of(row["payer"], draw) for draw in range(len(drawn))))
    for option in options[1:]:
        of = [float(row["cost_undiscounted"]) for row in draws_table if row["option"] == option]
        whole = sum(pounds for (name, _), pounds in spent.items() if name == option)
        held.count += 1
        if abs(whole - mean(of)) >= 1.0:
            held.wrong.append(f"payers of {option} pay {whole}, and {mean(of)} are spent")


def decision(folder):
    """To whom the decision applies and what a study costs: from the record and its copies of the files, the base first."""
    with open(folder / "run.toml", "rb") as file:
        record = tomllib.load(file)
    terms = {}
    for name in record["scenario"]["files"]:
        with open(folder / name, "rb") as file:
            lines = tomllib.load(file).get("economics", {})
        terms.update({key: line["value"] for key, line in lines.items()})
    run = record["run"]
    years, rate = record["budget"]["years"], terms["payer_costs_rate"] / 100
    times = terms["decision_people"] / (run["people"] * run["neighbourhoods"]) / annuity(0.0, years, rate)
    terms["everywhere"] = times * annuity(0.0, terms["decision_years"], rate)
    terms["after_a_study"] = times * annuity(terms["study_years"], terms["decision_years"], rate)
    return terms


def main(folder):
    held = Held()
    cells_table, draws_table = table(folder, "cells.csv"), table(folder, "draws.csv")
    drawn = table(folder, "drawn.csv")
    options = list(dict.fromkeys(row["option"] for row in cells_table))
    draws = 1 + max(int(row["draw"]) for row in cells_table)
    replicates = 1 + max(int(row["replicate"]) for row in cells_table)
    names = ["options.csv", "ceac.csv", "information.csv", "fifths.csv", "groups.csv", "studies.csv"]
    tables = {name: table(folder, name) for name in names}
    terms = decision(folder)
    for name, rows in [*tables.items(), ("draws.csv", draws_table)]:
        held.scales(name, rows)
    for lens in LENSES:
        pairs = [[[None] * len(options) for _ in range(replicates)] for _ in range(draws)]
        for row in cells_table:
            cost, effect = float(row[f"cost_{lens}"]), float(row[f"effect_{lens}"])
            pairs[int(row["draw"])][int(row["replicate"])][options.index(row["option"])] = (cost, effect)
        prices = [0.0] * draws
        for row in draws_table:
            prices[int(row["draw"])] = float(row[f"price_{lens}"])
        cells = [
            [[price * effect - cost for cost, effect in row] for row in draw] for price, draw in zip(prices, pairs)
        ]
        of_draw = [
            [tuple(mean(row[o][k] for row in draw) for k in (0, 1)) for o in range(len(options))] for draw in pairs
        ]
        for row in draws_table:
            cost, effect = of_draw[int(row["draw"])][options.index(row["option"])]
            held.same("draws.csv", row, f"cost_{lens}", cost)
            held.same("draws.csv", row, f"effect_{lens}", effect)
        points = [tuple(mean(draw[o][k] for draw in of_draw) for k in (0, 1)) for o in range(len(options))]
        rows = [columns_mean(draw) for draw in cells]
        means, best, probability, loss = decide(rows)
        nearer, chance = matched(cells)
        without = decide(nearer)[2]
        said = standings(points)
        order = sorted(range(len(options)), key=lambda o: points[o][1])
        for row in (row for row in tables["options.csv"] if row["lens"] == lens):
            o = options.index(row["option"])
            cost, effect = points[o]
            word, by, ratio = said[o]
            low_cost, high_cost = ends([draw[o][0] for draw in of_draw])
            low_effect, high_effect = ends([draw[o][1] for draw in of_draw])
            low, high = ends([row[o] for row in rows])
            for column, wanted in {
                "price": mean(prices),
                "place_by_effect": float(order.index(o) + 1),
                "cost": cost,
                "cost_low": low_cost,
                "cost_high": high_cost,
                "effect": effect,
                "effect_low": low_effect,
                "effect_high": high_effect,
                "standing": word,
                "beaten_by": options[by] if by is not None else "",
                "pounds_per_wellby": ratio,
                "break_even": cost / effect if effect > 0 else None,
                "net_benefit": means[o],
                "net_benefit_low": low,
                "net_benefit_high": high,
                "best": "yes" if o == best else "no",
                "probability_best": probability[o],
                "probability_best_without_chance": without[o],
                "expected_loss": loss[o],
                "share_of_chance": chance[o],
            }.items():
                held.same("options.csv", row, column, wanted)
        at_price = {}
        for row in (row for row in tables["ceac.csv"] if row["lens"] == lens):
            price = float(row["price"])
            if price not in at_price:
                at_price[price] = decide([[price * e - c for c, e in draw] for draw in of_draw])
            means, best, probability, loss = at_price[price]
            o = options.index(row["option"])
            held.same("ceac.csv", row, "net_benefit", means[o])
            held.same("ceac.csv", row, "probability_best", probability[o])
            held.same("ceac.csv", row, "expected_loss", loss[o])
            held.same("ceac.csv", row, "frontier", "yes" if o == best else "no")
        for row in (row for row in tables["information.csv"] if row["lens"] == lens):
            if row["what"] == "all":
                value, error, at_least, at_most = information(cells)
                held.same("information.csv", row, "at_least", at_least)
                held.same("information.csv", row, "at_most", at_most)
            else:
                group = [path for path in drawn[0] if path.split(".")[0] == row["what"]]
                value, error = partial(cells, [[float(draw[path]) for path in group] for draw in drawn])
            held.same("information.csv", row, "value", value)
            held.same("information.csv", row, "everywhere", value * terms["everywhere"])
            held.same("information.csv", row, "standard_error", error)
        for row in tables["studies.csv"] if lens == "payer" else []:
            group = [path for path in drawn[0] if path.split(".")[0] == row["what"]]
            people = float(row["people"])
            known = [[float(draw[path]) for path in group] for draw in drawn]
            value, error = sampled(cells, known, terms["study_known"] / people)
            cost = terms["study_fixed"] + terms["study_each"] * people
            net = value * terms["after_a_study"] - cost
            held.same("studies.csv", row, "value", value)
            held.same("studies.csv", row, "standard_error", error)
            held.same("studies.csv", row, "everywhere", value * terms["after_a_study"])
            held.same("studies.csv", row, "cost", cost)
            held.same("studies.csv", row, "net", net)
            held.same("studies.csv", row, "worth_it", "yes" if net > 0 and value > 2 * error else "no")
        if lens == "payer":
            who_pays(held, folder, options, cells_table, draws_table, drawn, terms, mean(prices))
        for name in options[1:]:
            of = [r for r in tables["fifths.csv"] if r["lens"] == lens and r["option"] == name]
            whole = next(row for row in of if row["fifth"] == "all")
            parts = [row for row in of if row["fifth"] != "all"]
            o = options.index(name)
            held.same("fifths.csv", whole, "cost", points[o][0])
            held.same("fifths.csv", whole, "effect", points[o][1])
            held.same("fifths.csv", whole, "net", points[o][1] - points[o][0] / mean(prices))
            for column in ["pounds_undiscounted", "cost", "effect", "given_up", "net", "net_in_gradient"]:
                held.same("fifths.csv", whole, column, sum(float(row[column]) for row in parts))
            held.pennies(f"fifths of {name}", whole, parts)
            for_whom(held, lens, name, tables["groups.csv"], whole, points[o], mean(prices))
    for wrong in held.wrong[:20]:
        print(wrong)
    print(f"{held.count} figures, {len(held.wrong)} wrong")
    return 1 if held.wrong or held.count == 0 else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
