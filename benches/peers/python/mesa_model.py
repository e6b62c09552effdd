"""The small model in Mesa, as its tutorial has it: agents with a step, activated in order by `do`, one agent for each
link worker, draws from the model's own generator, rows by a DataCollector."""

import math
from collections import deque
from time import perf_counter

import mesa
import numpy as np
import small

IDLE, WAITING, ENGAGED = range(3)


class Patient(mesa.Agent):
    def __init__(self, model, practice):
        super().__init__(model)
        self.practice = practice
        uniform = self.random.random
        self.need, self.activation, self.wellbeing, self.buyin = uniform(), uniform(), uniform(), uniform()
        self.status = IDLE
        self.weeks_left = 0

    def step(self):
        random = self.random
        if self.status == ENGAGED:
            self.activation = small.activated(self.activation)
            self.weeks_left -= 1
            if self.weeks_left == 0:
                self.status = IDLE
                self.model.engaged -= 1
        self.wellbeing = small.felt(self.wellbeing, self.need, self.activation, random.gauss(0, 0.05))
        # A Poisson count by inversion: the standard library has none.
        rate = small.rate(self.need, self.activation)
        chance = below = math.exp(-rate)
        uniform, count = random.random(), 0
        while uniform >= below and count < 16:
            count += 1
            chance *= rate / count
            below += chance
        self.model.consults += count
        if count and self.status == IDLE and random.random() < small.referred(self.need, self.buyin):
            self.status = WAITING
            self.practice.queue.append(self)
            self.model.referrals += 1


class LinkWorker(mesa.Agent):
    def __init__(self, model):
        super().__init__(model)
        self.queue = deque()

    def step(self):
        for _ in range(min(small.CAPACITY, len(self.queue))):
            patient = self.queue.popleft()
            patient.status = ENGAGED
            patient.weeks_left = small.STAY
            self.model.engaged += 1
            self.model.served += 1


class Practices(mesa.Model):
    def __init__(self, patients, seed):
        super().__init__(rng=seed)
        self.consults = self.referrals = self.served = self.engaged = 0
        count = small.practices(patients)
        workers = list(LinkWorker.create_agents(self, count))
        Patient.create_agents(
            self, patients, [workers[min(number // small.LIST, count - 1)] for number in range(patients)]
        )
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "consults": "consults",
                "referrals": "referrals",
                "served": "served",
                "queue": lambda model: sum(len(worker.queue) for worker in model.agents_by_type[LinkWorker]),
                "engaged": "engaged",
                "wellbeing": lambda model: model.agents_by_type[Patient].agg("wellbeing", np.mean),
            }
        )

    def step(self):
        self.consults = self.referrals = self.served = 0
        self.agents_by_type[Patient].do("step")
        self.agents_by_type[LinkWorker].do("step")
        self.datacollector.collect(self)


def main():
    patients, weeks, seed = small.task()
    began = perf_counter()
    model = Practices(patients, seed)
    made = perf_counter() - began
    began = perf_counter()
    for _ in range(weeks):
        model.step()
    ran = perf_counter() - began
    rows = model.datacollector.get_model_vars_dataframe().to_numpy()
    people = model.agents_by_type[Patient]
    activation, wellbeing = (np.array(people.get(name)) for name in ("activation", "wellbeing"))
    small.tell("mesa", patients, weeks, made, ran, rows, activation, wellbeing)


if __name__ == "__main__":
    main()
