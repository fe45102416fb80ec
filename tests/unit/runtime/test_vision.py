"""torchvision's helpers where files come from elsewhere: weights from torch's cache folder, data sets from a mirror."""

from __future__ import annotations

import gzip
import hashlib
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.support.frameworks import paddle, torch  # registers torchvision's operators: before torchvision

import torchvision  # isort: skip

from paconvert_ng.runtime import vision_models_classic as classic
from paconvert_ng.runtime.vision_datasets_files import MNIST
from paconvert_ng.runtime.vision_models_mobile import MobileNet_V2_Weights, mobilenet_v2
from paconvert_ng.runtime.vision_models_transformer import ViT_B_16_Weights


@pytest.fixture
def checkpoints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which torch keeps downloaded weights."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    folder = tmp_path / "hub" / "checkpoints"
    folder.mkdir(parents=True)
    return folder


def agree(theirs: Any, ours: Any, size: int = 64) -> None:
    image = np.random.default_rng(0).standard_normal((1, 3, size, size)).astype("float32")
    ours.eval()
    theirs.eval()
    with torch.no_grad():
        wanted = theirs(torch.from_numpy(image)).numpy()
    np.testing.assert_allclose(ours(paddle.to_tensor(image)).numpy(), wanted, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    "build",
    [
        lambda: classic.squeezenet1_1(weights="DEFAULT"),
        lambda: classic.squeezenet1_1(weights=classic.SqueezeNet1_1_Weights.IMAGENET1K_V1, num_classes=1000),
        lambda: classic.squeezenet1_1(pretrained=True),
        lambda: classic.squeezenet1_1(True),
    ],
)
@pytest.mark.filterwarnings("ignore:The parameter 'pretrained'")
def test_weights_are_torchvisions_own_files(checkpoints: Path, build: Callable[[], Any]) -> None:
    theirs = torchvision.models.squeezenet1_1()
    torch.save(theirs.state_dict(), checkpoints / "squeezenet1_1-b8a52dc0.pth")
    agree(theirs, build())


def test_former_keys_of_densenet(checkpoints: Path) -> None:
    theirs = torchvision.models.densenet121()
    state = theirs.state_dict()
    former = {
        key: f"{key.rpartition('.')[0][:-1]}.{key.rpartition('.')[0][-1]}.{key.rpartition('.')[2]}"
        for key in state
        if "denselayer" in key
    }
    assert former["features.denseblock1.denselayer1.norm1.weight"].endswith("denselayer1.norm.1.weight")
    torch.save({former.get(key, key): value for key, value in state.items()}, checkpoints / "densenet121-a639ec97.pth")
    agree(theirs, classic.densenet121(weights="IMAGENET1K_V1"))


def test_what_is_wrong_with_weights() -> None:
    with pytest.raises(KeyError):
        mobilenet_v2(weights="NO_SUCH")
    with pytest.raises(TypeError, match="Invalid Weight class"):
        mobilenet_v2(weights=classic.AlexNet_Weights.DEFAULT)
    with pytest.raises(ValueError, match="num_classes"):
        mobilenet_v2(weights=MobileNet_V2_Weights.DEFAULT, num_classes=10)
    with pytest.raises(NotImplementedError, match="categories"):
        _ = ViT_B_16_Weights.DEFAULT.meta["categories"]


def test_preset_of_weights() -> None:
    image = np.random.default_rng(0).integers(0, 256, (3, 300, 260), dtype=np.uint8)
    theirs = torchvision.models.MobileNet_V2_Weights.IMAGENET1K_V2.transforms()(torch.from_numpy(image))
    ours = MobileNet_V2_Weights.IMAGENET1K_V2.transforms()(paddle.to_tensor(image))
    np.testing.assert_allclose(ours.numpy(), theirs.numpy(), atol=0.02)  # one step of 255, over the deviation


def test_data_set_is_downloaded_from_the_first_mirror_that_has_it(tmp_path: Path) -> None:
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    resources = []
    for part, count in (("train", 4), ("t10k", 2)):
        images = struct.pack(">BBBBIII", 0, 0, 8, 3, count, 28, 28) + bytes(i % 256 for i in range(count * 784))
        labels = struct.pack(">BBBBI", 0, 0, 8, 1, count) + bytes(range(count))
        for name, content in ((f"{part}-images-idx3-ubyte.gz", images), (f"{part}-labels-idx1-ubyte.gz", labels)):
            packed = gzip.compress(content)
            (mirror / name).write_bytes(packed)
            resources.append((name, hashlib.md5(packed, usedforsecurity=False).hexdigest()))

    class Local(MNIST):
        mirrors = [f"{(tmp_path / 'none').as_uri()}/", f"{mirror.as_uri()}/"]

    Local.resources = resources
    with pytest.raises(RuntimeError, match="download=True"):
        Local(str(tmp_path / "root"))
    data = Local(str(tmp_path / "root"), download=True)
    assert len(data) == 4 and data[3][1] == 3 and data.targets.tolist() == [0, 1, 2, 3]
    assert len(Local(str(tmp_path / "root"), train=False)) == 2

    class Changed(Local):
        pass

    Changed.resources = [(name, "0" * 32) for name, _ in resources]
    with pytest.raises(RuntimeError, match="not found or corrupted"):
        Changed(str(tmp_path / "other"), download=True)
