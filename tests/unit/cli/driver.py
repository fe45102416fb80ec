"""The command ``paconvert`` with the stand-in engine, as a process of its own: ``python -m tests.unit.cli.driver``."""

from __future__ import annotations

from functools import partial

from paconvert_ng.cli.main import main
from paconvert_ng.project import run as run_module

if __name__ == "__main__":
    run_module.run = partial(run_module.run, engine="tests.unit.project.fake_engine")
    main()
