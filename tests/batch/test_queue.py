"""No job is lost, and none ends twice, whatever becomes of the workers."""

from __future__ import annotations

import random

from paconvert_ng.batch.engine import ATTEMPTS, Queue
from paconvert_ng.batch.jobs import Job, Outcome
from paconvert_ng.options import Options


def jobs(count: int) -> list[Job]:
    return [Job(str(n), "/s", "/o", "/l", Options(), 1.0) for n in range(count)]


def test_a_lost_job_waits_before_the_others_and_says_how_often_it_was_tried() -> None:
    queue = Queue(jobs(3))
    assert [queue.take().name, queue.take().name] == ["0", "1"]
    assert queue.lost("0", "gone") is None
    assert queue.take().name == "0"
    assert queue.done(Outcome("0", "converted")).attempts == 2
    assert queue.done(Outcome("1", "converted")).attempts == 1
    assert queue.waiting and queue.running == []


def test_a_job_whose_workers_are_always_lost_ends_as_lost() -> None:
    queue = Queue(jobs(1))
    found = []
    while queue:
        queue.take()
        found.append(queue.lost("0", "gone"))
    assert found[:-1] == [None] * (ATTEMPTS - 1)
    last = found[-1]
    assert last is not None and (last.status, last.attempts) == ("lost", ATTEMPTS)


def test_every_job_ends_once_in_any_order_of_events() -> None:
    for seed in range(200):
        chance = random.Random(seed)
        queue, ended = Queue(jobs(20)), []
        while queue:
            if queue.waiting and (not queue.running or chance.random() < 0.5):
                queue.take()
                continue
            name = chance.choice(queue.running)
            outcome = queue.lost(name, "") if chance.random() < 0.3 else queue.done(Outcome(name, "converted"))
            ended += [outcome.name] if outcome is not None else []
        assert sorted(ended) == sorted(job.name for job in jobs(20))


def test_jobs_and_outcomes_come_back_as_they_were() -> None:
    job = Job("ü", "/s", "/o", "/l", Options(exclude=("a",)), 1.5, verify={"entry": "a:B"}, pythons=("p", ""))
    assert Job.of(job.text()) == job
    outcome = Outcome("x", "converted", files={"copied": 1}, broken=("a: b",), verdict="equal")
    assert Outcome.of(outcome.values()) == outcome
