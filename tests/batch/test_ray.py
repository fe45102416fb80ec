"""The same on a Ray cluster, also when workers are killed while they work.

Slow, and only where Ray is installed: ``pip install 'paconvert_ng[ray]'`` (scripts/venv.sh does, if the registry has
Ray for this Python).
"""

from __future__ import annotations

import os
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from paconvert_ng import Options
from paconvert_ng.batch.jobs import Outcome
from paconvert_ng.batch.run import Settings, run_batch
from tests.batch.support import MARK, ROOT, large, make_repo, marked

pytestmark = pytest.mark.slow
pytest.importorskip("ray", reason="Ray is not installed: pip install 'paconvert_ng[ray]'")

SLOW = "slow"
NAMES = [SLOW, *(f"repo {number}" for number in range(11))]


class Watch:
    """Counts what happens to each repo, and calls ``on_slow`` with the worker's process when it has the slow one."""

    def __init__(self, on_slow: Callable[[int], None] | None = None) -> None:
        self.starts: dict[str, int] = {}
        self.ends: dict[str, int] = {}
        self._on_slow = on_slow

    def begin(self, repos: int, jobs: int) -> None:
        assert (repos, jobs) == (len(NAMES), 2)

    def started(self, name: str, where: str) -> None:
        self.starts[name] = self.starts.get(name, 0) + 1
        if name == SLOW and self.starts[name] == 1 and self._on_slow is not None:
            # While it works, not before: the server has to be loaded.
            threading.Timer(4, self._on_slow, [int(where.rpartition(" ")[2])]).start()

    def ended(self, outcome: Outcome) -> None:
        self.ends[outcome.name] = self.ends.get(outcome.name, 0) + 1


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch) -> str:
    found = uuid.uuid4().hex
    monkeypatch.setenv(MARK, found)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return found


@pytest.fixture
def cluster(mark: str) -> Iterator[Any]:
    """A head without cores and two workers with one each."""
    import ray
    from ray.cluster_utils import Cluster

    found = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False})
    try:
        for _ in range(2):
            found.add_node(num_cpus=1)
        yield found
    finally:
        ray.shutdown()
        found.shutdown()


def settings(folder: Path, **values: Any) -> Settings:
    if not (folder / "repos").exists():
        for name in NAMES:
            make_repo(folder / "repos" / name, large(4000 if name == SLOW else 30))
    name = values.get("engine", "local")
    return Settings(
        manifest=str(folder / "repos"),
        output=str(folder / f"out {name}"),
        logs=str(folder / f"logs {name}"),
        options=Options(cache=False),
        jobs=2,
        **values,
    )


def outputs(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def check(folder: Path, cluster: Any, watch: Watch, attempts_of_slow: int) -> None:
    """One run on the cluster: each repo once, the same outputs as here, one attempt but for the repo that was lost."""
    batch = run_batch(settings(folder, engine="ray", address=cluster.address), watch)
    assert [outcome.name for outcome in batch.outcomes] == sorted(NAMES)
    assert {outcome.status for outcome in batch.outcomes} == {"converted"}
    assert watch.ends == dict.fromkeys(NAMES, 1)
    expected = {name: attempts_of_slow if name == SLOW else 1 for name in NAMES}
    assert {outcome.name: outcome.attempts for outcome in batch.outcomes} == expected
    assert watch.starts == expected
    run_batch(settings(folder), Watch())
    assert outputs(folder / "out ray") == outputs(folder / "out local")
    again = run_batch(settings(folder, engine="ray", address=cluster.address), Watch())
    assert {outcome.status for outcome in again.outcomes} == {"current"}


def check_gone(mark: str) -> None:
    """Nothing of the batch runs any more (Ray itself does)."""
    until = time.monotonic() + 10
    while (left := [line for line in marked(mark).values() if "batch.server" in line]) and time.monotonic() < until:
        time.sleep(0.1)
    assert not left


def test_the_same_as_here(tmp_path: Path, cluster: Any, mark: str) -> None:
    check(tmp_path, cluster, Watch(), 1)
    check_gone(mark)


def test_a_worker_killed_at_work_loses_nothing_and_does_nothing_twice(tmp_path: Path, cluster: Any, mark: str) -> None:
    check(tmp_path, cluster, Watch(lambda process: os.kill(process, signal.SIGKILL)), 2)
    check_gone(mark)


def test_a_machine_killed_at_work_loses_nothing_and_does_nothing_twice(tmp_path: Path, cluster: Any, mark: str) -> None:
    def kill_machine(process: int) -> None:
        """The node whose worker this is. None comes in its place."""
        parent = int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
        node = next(node for node in cluster.worker_nodes if _raylet(node) == parent)
        cluster.remove_node(node, allow_graceful=False)

    check(tmp_path, cluster, Watch(kill_machine), 2)
    check_gone(mark)


def _raylet(node: Any) -> int:
    process: int = node.all_processes["raylet"][0].process.pid
    return process
