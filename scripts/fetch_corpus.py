"""Fetches the pinned packages on which the converter is tested and measured into ``.corpus/`` (git ignores it).

    python scripts/fetch_corpus.py                 # all
    python scripts/fetch_corpus.py timm modelscope # some

Archives come from the package registry through pip and are checked against the hashes below, so every run
sees the same bytes. What is there already is kept; a fetch that was interrupted starts over with that package.
Nothing is built or installed.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

#: What pip is asked for in place of the platform that it runs on.
PLATFORMS = [f"--platform={tag}_x86_64" for tag in ("manylinux2014", "manylinux_2_17", "manylinux_2_28")]
CORPUS = Path(os.environ.get("PACONVERT_CORPUS", Path(__file__).resolve().parents[1] / ".corpus"))


class FetchError(RuntimeError):
    """The registry did not give the pinned archive."""


@dataclass(frozen=True, slots=True)
class Package:
    """One release on the registry. ``sources`` are its import packages, relative to the unpacked archive.

    ``built``: there is a wheel for each platform; the one for Linux on x86-64 and Python 3.11 is meant, wherever
    this runs.
    """

    name: str
    version: str
    sha256: str
    sources: tuple[str, ...] = ()
    built: bool = False

    @property
    def folder(self) -> Path:
        return CORPUS / f"{self.name}-{self.version}"

    @property
    def source(self) -> Path:
        """The (first) import package."""
        return self.folder / self.sources[0]


PACKAGES = {
    package.name: package
    for package in (
        Package(
            "vit-pytorch",
            "1.26.11",
            "2c4a17ceea6862bc3e4a2367ef6f07092750ef6aa96ca15ab54e8b96754543d5",
            ("vit_pytorch",),
        ),
        Package(
            "segment-anything",
            "1.0",
            "86f67d417a915823c3302098effe9008b688945772517310956bb49de0e7f02e",
            ("segment_anything",),
        ),
        Package(
            "openai-whisper",
            "20250625",
            "37a91a3921809d9f44748ffc73c0a55c9f366c85a3ef5c2ae0cc09540432eb96",
            ("whisper",),
        ),
        Package(
            "efficientnet-pytorch",
            "0.7.1",
            "00b9b261effce59d2d47aae2ad238c29a2a65175470f41ada7ecac439b7c1ee1",
            ("efficientnet_pytorch",),
        ),
        Package(
            "modelscope",
            "1.9.5",
            "43630a55316f9806230b674aa8fe5f3ef90f731974392875dd0c5180da472c60",
            ("modelscope",),
        ),
        Package("timm", "1.0.31", "5bd50f7d0fe6d09bf9285ac2523234a1b7e6bf075c0be3e7aed09139fcb617c7", ("timm",)),
        Package(
            "transformers",
            "4.57.1",
            "b10d05da8fa67dc41644dbbf9bc45a44cb86ae33da6f9295f5fbf5b7890bd267",
            ("transformers",),
        ),
    )
}
#: More that is converted and run, packages that those are converted with, and (at the end) libraries without torch
#: that they need.
OTHERS = {
    package.name: package
    for package in (
        Package(
            "x-transformers",
            "2.31.10",
            "40099be7b1f3043ffba67381288a35bdd932decf338dc69a01eb8024bea34d24",
            ("x_transformers",),
        ),
        Package(
            "torch-einops-utils",
            "0.2.0",
            "e8b058190577299ada12c15a71e0e1c3551ef3536dee3c491bd6bd74595ef460",
            ("torch_einops_utils",),
        ),
        Package(
            "denoising-diffusion-pytorch",
            "2.3.4",
            "1f779c01c9b77e45a63f2e6cd54c0e8e8bd6725f564a44fe3ee15795ef5bded2",
            ("denoising_diffusion_pytorch",),
        ),
        Package(
            "ema-pytorch",
            "0.8.3",
            "9035ec4d51f5af6b357ea4452232f334a3f04e9e943281dedf676e88aa372363",
            ("ema_pytorch",),
        ),
        Package("encodec", "0.1.1", "36dde98ccfe6c51a15576476cadfcb3b35a63507b8b8555abd69889a6fba6772", ("encodec",)),
        Package("lpips", "0.1.4", "fd537af5828b69d2e6ffc0a397bd506dbc28ca183543617690844c08e102ec5e", ("lpips",)),
        Package(
            "torchmetrics",
            "1.9.0",
            "bfdcbff3dd1d96b3374bb2496eb39f23c4b28b8a845b6a18c313688e0d2d9ca1",
            ("torchmetrics",),
        ),
        Package("kornia", "0.9.0", "7a1632fe004a305c94f2b979fc6ab4df26e01f925e74bdb9f8b8a03a1229caaf", ("kornia",)),
        Package(
            "diffusers",
            "0.36.0",
            "525d42abc74bfc3b2db594999961295c054b48ef40a11724dacf50e6abd1af98",
            ("diffusers",),
        ),
        Package("e3nn", "0.6.0", "24243cf77578f1872a5240a956563ba873d3de0c73459ac7dc3d09061c513dc3", ("e3nn",)),
        Package(
            "torch-geometric",
            "2.8.1",
            "b628de243c0893f3435b6eca9a7bbc07f3219293ed27c974b8929aaae42e65d0",
            ("torch_geometric",),
        ),
        Package(
            "open-clip-torch",
            "3.3.0",
            "c549ad5ed6bfc119cc11105033c0a2b9d7a2a4afeb40a58a09aab3da1a0043ce",
            ("open_clip",),
        ),
        Package(
            "segmentation-models-pytorch",
            "0.6.0",
            "c46162221b5abe3bc296b222fbea8aa80d0b56e7130f7ddef654f707804534e2",
            ("segmentation_models_pytorch",),
        ),
        Package(
            "lightning-utilities",
            "0.15.3",
            "6c55f1bee70084a1cbeaa41ada96e4b3a0fea5909e844dd335bd80f5a73c5f91",
            ("lightning_utilities",),
        ),
        Package(
            "torchvision",
            "0.28.0",
            "7e80f543b22503d9415e126db5f0ff3917036925e38560ee6b9ae38c571a4002",
            ("torchvision",),
            built=True,
        ),
        Package("ftfy", "6.3.1", "7c70eb532015cd2f9adb53f101fb6c7945988d023a085d127d1573dc49dd0083", ("ftfy",)),
        Package(
            "wcwidth",
            "0.9.4",
            "b185c8b927b23af2721be1783499d1cfa5c028b098b0858951b4ae224477f1c2",
            ("wcwidth",),
            built=True,
        ),
        Package("tqdm", "4.70.1", "c293e525e6fef9c20e8728fd4612df02a0aa31bb5fe91ecd93e123b1b7bffa73", ("tqdm",)),
        Package(
            "scipy",
            "1.17.1",
            "43af8d1f3bea642559019edfe64e9b11192a8978efbd1539d7bc2aaa23d92de4",
            ("scipy",),
            built=True,
        ),
        Package(
            "huggingface-hub",
            "0.36.2",
            "48f0c8eac16145dfce371e9d2d7772854a4f591bcb56c9cf548accf531d54270",
            ("huggingface_hub",),
        ),
        Package(
            "tokenizers",
            "0.22.2",
            "369cc9fc8cc10cb24143873a0d95438bb8ee257bb80c71989e3ee290e8d72c67",
            ("tokenizers",),
            built=True,
        ),
        Package(
            "regex",
            "2026.11.15",
            "7288fae326a15b1ea57c6b07225a1b6e0b68def5dbe7670651a35e4af61f785b",
            ("regex",),
            built=True,
        ),
        Package(
            "requests", "2.34.2", "2a0d60c172f83ac6ab31e4554906c0f3b3588d37b5cb939b1c061f4907e278e0", ("requests",)
        ),
        Package("urllib3", "2.8.0", "0cf3cae568d36aa9576b28dfb35f11328f1cb974ca7647d9475ebb86c75ac6e3", ("urllib3",)),
        Package(
            "charset-normalizer",
            "3.5.2",
            "211d5a3eb6af8f513b8d4ca19a8c1b7accab1b5f0d3175f9826b03c1a920dc1f",
            ("charset_normalizer",),
            built=True,
        ),
    )
}


def fetch(name: str) -> Package:
    """The package of ``PACKAGES`` or ``OTHERS``, fetched and unpacked if it is not there yet. Raises FetchError."""
    return fetch_package(release(name))


def release(name: str) -> Package:
    """The package of ``PACKAGES`` or ``OTHERS``."""
    return PACKAGES[name] if name in PACKAGES else OTHERS[name]


def fetch_package(package: Package) -> Package:
    """The package, fetched and unpacked if it is not there yet. Raises FetchError."""
    if not package.folder.exists():
        CORPUS.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CORPUS) as folder:
            archive = _download(package, Path(folder) / "archive")
            unpacked = _unpack(archive, Path(folder) / "unpacked")
            for source in package.sources:
                if not (unpacked / source).is_dir():
                    raise FetchError(f"{archive.name} has no folder {source}")
            _rename(unpacked, package.folder)
    return package


def _download(package: Package, folder: Path) -> Path:
    requirement = f"{package.name}=={package.version}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), requirement]
    if package.built:
        command[4:4] = ["--only-binary=:all:", "--implementation=cp", "--python-version=3.11", *PLATFORMS]
    elif importlib.util.find_spec("setuptools"):
        # pip reads a source archive's metadata with the setuptools at hand and need not download one.
        command.insert(4, "--no-build-isolation")
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise FetchError(f"pip could not download {requirement}:\n{done.stderr.strip()}")
    archives = list(folder.iterdir())
    if len(archives) != 1:
        raise FetchError(f"{requirement}: expected one archive, got {[path.name for path in archives]}")
    found = hashlib.sha256(archives[0].read_bytes()).hexdigest()
    if found != package.sha256:
        raise FetchError(f"{archives[0].name} has the hash {found}, expected {package.sha256}")
    return archives[0]


def _unpack(archive: Path, folder: Path) -> Path:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            wheel.extractall(folder)
        return folder
    with tarfile.open(archive) as sdist:
        if hasattr(tarfile, "data_filter"):
            sdist.extractall(folder, filter="data")
        else:
            sdist.extractall(folder)
    (top,) = folder.iterdir()
    return top


def _rename(unpacked: Path, folder: Path) -> None:
    try:
        unpacked.rename(folder)
    except OSError:
        # Another process was quicker; its copy comes from the same bytes.
        if not folder.exists():
            raise
        shutil.rmtree(unpacked)


def main() -> int:
    parser = argparse.ArgumentParser(description="Fetch the pinned test packages into .corpus/.")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"default: {', '.join(PACKAGES)}; also: {', '.join(OTHERS)}"
    )
    names = parser.parse_args().names or list(PACKAGES)
    unknown = [name for name in names if name not in PACKAGES and name not in OTHERS]
    if unknown:
        parser.error(f"no such package: {', '.join(unknown)}")
    for name in names:
        try:
            print(fetch(name).folder)
        except FetchError as error:
            print(f"error: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
