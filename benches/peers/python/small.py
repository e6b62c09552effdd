"""What the two Python programs share: the arguments, the rules, and the line that is printed. The rules take a number
or a numpy array."""

import json
import re
import sys

LIST = 10_000  # patients of one practice
CAPACITY = 7  # new patients that a link worker takes in a week
STAY = 12  # weeks that a link worker stays with a patient


def task():
    """Patients, weeks and seed, from the command line; what is missing is that of the model's description."""
    usual = [100_000, 260, 1]
    given = [int(word) for word in sys.argv[1:4]]
    return given + usual[len(given) :]


def practices(patients):
    return max(1, patients // LIST)


def activated(activation):
    return activation + 0.05 * (1 - activation)


def felt(wellbeing, need, activation, noise):
    """Wellbeing a week later; the noise is N(0, 0.05)."""
    return wellbeing + 0.1 * (0.7 - 0.4 * need + 0.2 * activation - wellbeing) + noise


def rate(need, activation):
    return 0.115 * (0.5 + need) * (1.5 - activation)


def referred(need, buyin):
    return 0.02 * need * buyin


def peak():
    """The most memory that this process has held, in MB; 0 where the system does not say."""
    try:
        with open("/proc/self/status") as status:
            return int(re.search(r"VmHWM:\s*(\d+)", status.read())[1]) / 1024
    except OSError:
        return 0.0


def tell(name, patients, weeks, made, ran, rows, activation, wellbeing):
    """Prints what a run came to. `rows` has consults, referrals, served, queue, engaged and mean wellbeing for each week;
    the last two are numpy arrays with one value a patient."""
    assert len(rows) == weeks, f"{len(rows)} weeks, not {weeks}"
    total = [float(sum(row[at] for row in rows)) for at in range(3)]
    print(
        json.dumps(
            {
                "impl": name,
                "n": patients,
                "weeks": weeks,
                "init_s": made,
                "run_s": ran,
                "asps": patients * weeks / ran,
                "rss_mb": peak(),
                "consults": total[0],
                "referrals": total[1],
                "served": total[2],
                "queue_end": float(rows[-1][3]),
                "engaged_end": float(rows[-1][4]),
                "mean_act": float(activation.mean(dtype=float)),
                "mean_wb": float(wellbeing.mean(dtype=float)),
                "sd_wb": float(wellbeing.std(dtype=float)),
            }
        )
    )
