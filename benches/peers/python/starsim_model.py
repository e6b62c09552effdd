"""The small model in Starsim, as its guide has it: a module with states that are arrays over all agents, distributions
that draw by agent, results by time. Counts are drawn by inversion of a uniform draw, since its Poisson distribution is
slow where each agent has a rate of its own, as a note in its source says."""

from collections import deque
from time import perf_counter

import numpy as np
import small
import starsim as ss


class Practices(ss.Module):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.define_states(
            ss.FloatArr("need", default=ss.random()),
            ss.FloatArr("activation", default=ss.random()),
            ss.FloatArr("wellbeing", default=ss.random()),
            ss.FloatArr("buyin", default=ss.random()),
            ss.BoolArr("waiting", default=False),
            ss.BoolArr("engaged", default=False),
            ss.FloatArr("weeks_left", default=0.0),
        )
        self.noise = ss.normal(loc=0.0, scale=0.05)
        self.visits = ss.random()
        self.referral = ss.bernoulli(p=lambda self, uids: small.referred(self.need[uids], self.buyin[uids]))
        self.rows = []

    def init_post(self):
        super().init_post()
        self.queues = [deque() for _ in range(small.practices(len(self.sim.people)))]

    def step(self):
        everybody = self.sim.people.auids
        engaged = self.engaged.uids
        self.activation[engaged] = small.activated(self.activation[engaged])
        self.weeks_left[engaged] = self.weeks_left[engaged] - 1
        self.engaged[engaged[self.weeks_left[engaged] == 0]] = False

        need, activation = self.need.values, self.activation.values
        noise = self.noise.rvs(everybody)
        self.wellbeing[everybody] = small.felt(self.wellbeing.values, need, activation, noise)

        count = counts(small.rate(need, activation), self.visits.rvs(everybody))
        consulting = everybody[count > 0]
        idle = consulting[~(self.waiting[consulting] | self.engaged[consulting])]
        referred = self.referral.filter(idle)
        self.waiting[referred] = True
        last = len(self.queues) - 1
        for uid in referred:
            self.queues[min(uid // small.LIST, last)].append(uid)

        taken = ss.uids(
            [queue.popleft() for queue in self.queues for _ in range(min(small.CAPACITY, len(queue)))]
        )
        self.waiting[taken] = False
        self.engaged[taken] = True
        self.weeks_left[taken] = small.STAY
        row = (count.sum(), len(referred), len(taken), sum(map(len, self.queues)))
        self.rows.append((*row, self.engaged.sum(), self.wellbeing.mean()))


def counts(rate, uniform):
    """Poisson counts by inversion, for all at once: only those whose draw is not below go on."""
    chance = np.exp(-rate)
    count = np.zeros(len(rate), dtype=np.int64)
    left = np.flatnonzero(uniform >= chance)
    chance, rate, uniform = chance[left], rate[left], uniform[left]
    below, number = chance.copy(), 0
    while len(left) and number < 16:
        number += 1
        count[left] = number
        chance = chance * rate / number
        below = below + chance
        more = uniform >= below
        left, rate, chance, below, uniform = left[more], rate[more], chance[more], below[more], uniform[more]
    return count


def main():
    patients, weeks, seed = small.task()
    began = perf_counter()
    model = Practices()
    # Both ends of the time are steps.
    sim = ss.Sim(
        modules=model,
        n_agents=patients,
        start=ss.days(0),
        dt=ss.days(7),
        dur=ss.days(7 * (weeks - 1)),
        rand_seed=seed,
        verbose=0,
        copy_inputs=False,
    )
    sim.init()
    made = perf_counter() - began
    began = perf_counter()
    sim.run()
    ran = perf_counter() - began
    small.tell(
        "starsim", patients, weeks, made, ran, model.rows, np.asarray(model.activation), np.asarray(model.wellbeing)
    )


if __name__ == "__main__":
    main()
