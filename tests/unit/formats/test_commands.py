"""Launch lines: reported, and rewritten where that is asked for."""

from __future__ import annotations

import pytest

from paconvert_ng.formats.files import convert_file
from paconvert_ng.formats.found import Context

PADDLE = "python -m paddle.distributed.launch"
ONE = f"{PADDLE} --nproc_per_node 1"


def rewritten(text: str, path: str = "run.sh") -> str:
    context = Context("3.3.1", rewrite_docs=True)
    data = convert_file(path, text.encode(), context).data
    new = text if data is None else data.decode()
    assert convert_file(path, new.encode(), context).data is None
    return new


def codes(text: str, path: str = "run.sh", *, rewrite: bool = False) -> list[str]:
    changed = convert_file(path, text.encode(), Context("3.3.1", rewrite_docs=rewrite))
    assert rewrite or changed.data is None
    return [found.code for found in changed.diagnostics]


@pytest.mark.parametrize(
    ("line", "new"),
    [
        ("torchrun train.py", f"{ONE} train.py"),
        ("  torchrun --nproc_per_node=8 a.py --nnodes 3", f"  {PADDLE} --nproc_per_node=8 a.py --nnodes 3"),
        ("torchrun --nproc-per-node 8 a.py", f"{PADDLE} --nproc_per_node 8 a.py"),
        ("torchrun --standalone --nproc_per_node=gpu a.py && echo x", f"{PADDLE} a.py && echo x"),
        (
            "X=1 python3 -u -m torch.distributed.launch --use_env --node_rank=$R a.py",
            "X=1 python3 -u -m paddle.distributed.launch --nproc_per_node 1 --rank=$R a.py",
        ),
        ("python -m torch.distributed.run a.py | tee log", f"{ONE} a.py | tee log"),
        ("torchrun --master_addr=$A --master_port=$P a.py", f"{ONE} --master=$A:$P a.py"),
        ('torchrun --master_addr "$A" --nnodes 2 --master_port 1 a.py', f'{ONE} --master "$A:1" --nnodes 2 a.py'),
        ("torchrun --master-port 29501 a.py", f"{ONE} --master 127.0.0.1:29501 a.py"),
        (
            "torchrun --nnodes=1:4 --rdzv-backend=c10d --rdzv-endpoint=$H:29400 --rdzv-id 7 --max-restarts=3 $S",
            f"{ONE} --nnodes=1:4 --master=$H:29400 --job_id 7 --max_restart=3 $S",
        ),
        (
            "torchrun \\\n    --standalone \\\n    --nnodes 1 \\\n    a.py \\\n    --standalone",
            f"{ONE} \\\n    --nnodes 1 \\\n    a.py \\\n    --standalone",
        ),
    ],
)
def test_a_launch_line(line: str, new: str) -> None:
    assert codes(line + "\n") == ["PC511"]
    assert rewritten(line + "\n") == new + "\n"
    assert codes(line + "\n", rewrite=True) == ["PC512"]


@pytest.mark.parametrize(
    "line",
    [
        "torchrun --tee 3 a.py",
        "torchrun -m pkg.train",
        "torchrun --no-python ./run",
        "torchrun --rdzv_backend etcd a.py",
        "torchrun pkg/train",
        "torchrun --nproc_per_node=cpu a.py",
    ],
)
def test_a_line_with_an_option_that_paddle_does_not_have_stays(line: str) -> None:
    assert codes(line + "\n") == ["PC513"]
    assert rewritten(line + "\n") == line + "\n"


@pytest.mark.parametrize(
    "line",
    ["# torchrun a.py", "mytorchrun a.py", "./torchrun a.py", "python torchrun.py", "echo $torchrun", "x=torchrun"],
)
def test_a_line_that_is_no_launch(line: str) -> None:
    assert codes(line + "\n") == [] and rewritten(line + "\n") == line + "\n"


def test_what_the_program_was_passed_is_said() -> None:
    changed = convert_file("a.sh", b"python -m torch.distributed.launch a.py\n", Context("3.3.1", rewrite_docs=True))
    assert "--local-rank" in changed.diagnostics[0].message


def test_install_lines() -> None:
    text = 'pip install -U torch==2.1 torchvision "torch>=1.0" torchmetrics numpy\npip3 uninstall torch\n'
    assert codes(text) == ["PC511", "PC511", "PC511"]
    assert rewritten(text) == (
        'pip install -U paddlepaddle==3.3.1 "paddlepaddle>=3.3.1" torchmetrics numpy\npip3 uninstall torch\n'
    )


def test_a_dockerfile() -> None:
    text = 'FROM pytorch/pytorch\nRUN pip install torch && rm x\nENTRYPOINT torchrun a.py\nCMD ["torchrun", "a.py"]\n'
    assert codes(text, "Dockerfile") == ["PC511", "PC511", "PC511", "PC511"]
    words = ", ".join(f'"{word}"' for word in f"{ONE} a.py".split())
    assert rewritten(text, "Dockerfile") == (
        f"FROM pytorch/pytorch\nRUN pip install paddlepaddle && rm x\nENTRYPOINT {ONE} a.py\nCMD [{words}]\n"
    )


def test_code_blocks_of_markdown() -> None:
    text = (
        "Run torchrun a.py:\n\n```bash\n$ torchrun a.py\n# torchrun b.py\n```\n```python\ntorchrun = 1\n```\n"
        "- x\n  ~~~~ {.sh}\n  pip install torch\n  ~~~\n  ~~~~\n\ntorchrun c.py\n"
    )
    assert codes(text, "README.md") == ["PC511", "PC511"]
    assert rewritten(text, "README.md") == text.replace("$ torchrun", f"$ {ONE}").replace(
        "install torch", "install paddlepaddle"
    )


@pytest.mark.parametrize(
    ("line", "new"),
    [
        (
            'CMD ["torchrun", "--nproc_per_node=2", "train.py"]',
            'CMD ["python", "-m", "paddle.distributed.launch", "--nproc_per_node=2", "train.py"]',
        ),
        (
            'ENTRYPOINT ["python3","-m","torch.distributed.run","a.py"]',
            'ENTRYPOINT ["python3","-m","paddle.distributed.launch","--nproc_per_node","1","a.py"]',
        ),
        (
            'RUN --network=host ["pip", "install", "torch==2.1"]',
            'RUN --network=host ["pip", "install", "paddlepaddle==3.3.1"]',
        ),
    ],
)
def test_a_list_of_words_in_a_dockerfile(line: str, new: str) -> None:
    assert codes(line + "\n", "Dockerfile") == ["PC511"]
    assert rewritten(line + "\n", "Dockerfile") == new + "\n"


def test_a_list_with_words_that_a_shell_would_split_stays() -> None:
    line = 'CMD ["torchrun", "--name", "two words", "train.py"]\n'
    assert codes(line, "Dockerfile", rewrite=True) == ["PC511"] and rewritten(line, "Dockerfile") == line


def test_a_list_whose_option_has_no_counterpart_stays() -> None:
    line = 'CMD ["torchrun", "--tee", "3", "train.py"]\n'
    assert codes(line, "Dockerfile", rewrite=True) == ["PC513"] and rewritten(line, "Dockerfile") == line
