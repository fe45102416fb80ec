"""torchvision.datasets that come as files: MNIST and its kin, CIFAR, COCO. With ``download=True`` they are fetched."""

from __future__ import annotations

import gzip
import hashlib
import os
import pickle
import tarfile
import urllib.request
from typing import Any

import numpy as np
import paddle
from PIL import Image

from .vision_datasets import VisionDataset


def check_file_integrity(fpath: Any, md5: str | None = None) -> bool:
    """torchvision.datasets.utils.check_integrity: whether the file is there, and has that MD5 if one is given."""
    if not os.path.isfile(fpath):
        return False
    if md5 is None:
        return True
    digest = hashlib.md5(usedforsecurity=False)
    with open(fpath, "rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest() == md5


def fetch_checked(url: str, path: str, md5: str | None) -> None:
    """Downloads a file unless it is there already. RuntimeError if it is not what it should be."""
    if check_file_integrity(path, md5):
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with urllib.request.urlopen(url) as response, open(path, "wb") as file:
        while block := response.read(1 << 16):
            file.write(block)
    if not check_file_integrity(path, md5):
        raise RuntimeError(f"File not found or corrupted: {path} from {url}")


# The third byte of an IDX file says what its numbers are; they are big-endian.
_IDX_DTYPES = {8: ">u1", 9: ">i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}


def read_idx_file(path: str) -> paddle.Tensor:
    """torchvision.datasets.mnist.read_sn3_pascalvincent_tensor."""
    with open(path, "rb") as file:
        content = file.read()
    kind, rank = content[2], content[3]
    shape = np.frombuffer(content, ">i4", rank, 4)
    values = np.frombuffer(content, _IDX_DTYPES[kind], offset=4 + 4 * rank)
    return paddle.to_tensor(values.astype(values.dtype.newbyteorder("=")).reshape(tuple(shape)))


class MNIST(VisionDataset):
    """torchvision.datasets.MNIST."""

    mirrors = ["https://ossci-datasets.s3.amazonaws.com/mnist/", "http://yann.lecun.com/exdb/mnist/"]
    resources = [
        ("train-images-idx3-ubyte.gz", "f68b3c2dcbeaaa9fbdd348bbdeb94873"),
        ("train-labels-idx1-ubyte.gz", "d53e105ee54ea40749a09fcbcd1e9432"),
        ("t10k-images-idx3-ubyte.gz", "9fb629c4189551a2d022fa330f9573f3"),
        ("t10k-labels-idx1-ubyte.gz", "ec29112dd5afa0611ce80d1b7f02629c"),
    ]
    classes = [
        *("0 - zero", "1 - one", "2 - two", "3 - three", "4 - four"),
        *("5 - five", "6 - six", "7 - seven", "8 - eight", "9 - nine"),
    ]

    def __init__(
        self,
        root: Any,
        train: bool = True,
        transform: Any = None,
        target_transform: Any = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.train = train
        if download:
            self.download()
        if not self._check_exists():
            raise RuntimeError("Dataset not found. You can use download=True to download it")
        self.data, self.targets = self._load_data()

    @property
    def raw_folder(self) -> str:
        return os.path.join(self.root, type(self).__name__, "raw")

    @property
    def processed_folder(self) -> str:
        return os.path.join(self.root, type(self).__name__, "processed")

    @property
    def class_to_idx(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.classes)}

    def _raw(self, archive: str) -> str:
        return os.path.join(self.raw_folder, archive.removesuffix(".gz"))

    def _check_exists(self) -> bool:
        return all(os.path.isfile(self._raw(name)) for name, _ in self.resources)

    def download(self) -> None:
        """Fetch and unpack what is not there, from the first mirror that has it. RuntimeError if none has."""
        if self._check_exists():
            return
        for name, md5 in self.resources:
            errors = []
            archive = os.path.join(self.raw_folder, name)
            for mirror in self.mirrors:
                try:
                    fetch_checked(f"{mirror}{name}", archive, md5)
                    break
                except (RuntimeError, OSError) as error:
                    errors.append(f"Tried {mirror}, got:\n{error}")
            else:
                raise RuntimeError("\n".join([f"Error downloading {name}:", *errors]))
            with gzip.open(archive, "rb") as packed, open(self._raw(name), "wb") as file:
                file.write(packed.read())

    def _load_data(self) -> tuple[paddle.Tensor, paddle.Tensor]:
        part = "train" if self.train else "t10k"
        images = read_idx_file(os.path.join(self.raw_folder, f"{part}-images-idx3-ubyte"))
        labels = read_idx_file(os.path.join(self.raw_folder, f"{part}-labels-idx1-ubyte"))
        return images, labels.astype(paddle.int64)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        return self._transformed(Image.fromarray(self.data[index].numpy()), int(self.targets[index].item()))

    def __len__(self) -> int:
        return int(self.data.shape[0])

    def extra_repr(self) -> str:
        return f"Split: {'Train' if self.train is True else 'Test'}"


class FashionMNIST(MNIST):
    """torchvision.datasets.FashionMNIST."""

    mirrors = ["http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"]
    resources = [
        ("train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
        ("train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"),
        ("t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"),
        ("t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"),
    ]
    classes = "T-shirt/top,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot".split(",")


class KMNIST(MNIST):
    """torchvision.datasets.KMNIST."""

    mirrors = ["http://codh.rois.ac.jp/kmnist/dataset/kmnist/"]
    resources = [
        ("train-images-idx3-ubyte.gz", "bdb82020997e1d708af4cf47b453dcf7"),
        ("train-labels-idx1-ubyte.gz", "e144d726b3acfaa3e44228e80efcd344"),
        ("t10k-images-idx3-ubyte.gz", "5c965bf0a639b31b8f53240b1b52f4d7"),
        ("t10k-labels-idx1-ubyte.gz", "7320c461ea6c1c855c0b718fb2a4b134"),
    ]
    classes = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"]


class CIFAR10(VisionDataset):
    """torchvision.datasets.CIFAR10. Its files are pickles, from a folder that should be trusted as torch does."""

    base_folder = "cifar-10-batches-py"
    url = "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz"
    filename = "cifar-10-python.tar.gz"
    tgz_md5 = "c58f30108f718f92721af3b95e74349a"
    train_list = [
        ["data_batch_1", "c99cafc152244af753f735de768cd75f"],
        ["data_batch_2", "d4bba439e000b95fd0a9bffe97cbabec"],
        ["data_batch_3", "54ebc095f3ab1f0389bbae665268c751"],
        ["data_batch_4", "634d18415352ddfa80567beed471001a"],
        ["data_batch_5", "482c414d41f54cd18b22e5b47cb7c3cb"],
    ]
    test_list = [["test_batch", "40351d587109b95175f43aff81a1287e"]]
    meta = {"filename": "batches.meta", "key": "label_names", "md5": "5ff9c542aee3614f3951f8cda6e48888"}

    def __init__(
        self,
        root: Any,
        train: bool = True,
        transform: Any = None,
        target_transform: Any = None,
        download: bool = False,
    ) -> None:
        super().__init__(root, transform=transform, target_transform=target_transform)
        self.train = train
        if download:
            self.download()
        if not self._check_integrity():
            raise RuntimeError("Dataset not found or corrupted. You can use download=True to download it")
        parts = [self._unpickled(name) for name, _ in (self.train_list if train else self.test_list)]
        pixels = np.vstack([part["data"] for part in parts]).reshape(-1, 3, 32, 32)
        self.data = pixels.transpose(0, 2, 3, 1)
        self.targets = [label for part in parts for label in part["labels" if "labels" in part else "fine_labels"]]
        self.classes = self._unpickled(self.meta["filename"])[self.meta["key"]]
        self.class_to_idx = {name: number for number, name in enumerate(self.classes)}

    def _path(self, name: str) -> str:
        return os.path.join(self.root, self.base_folder, name)

    def _unpickled(self, name: str) -> Any:
        with open(self._path(name), "rb") as file:
            return pickle.load(file, encoding="latin1")

    def _check_integrity(self) -> bool:
        files = [*self.train_list, *self.test_list, [self.meta["filename"], self.meta["md5"]]]
        return all(check_file_integrity(self._path(name), md5) for name, md5 in files)

    def download(self) -> None:
        """Fetch and unpack the archive unless the files are there."""
        if self._check_integrity():
            return
        archive = os.path.join(self.root, self.filename)
        fetch_checked(self.url, archive, self.tgz_md5)
        with tarfile.open(archive) as packed:
            for member in packed.getmembers():
                if member.isfile() and os.path.dirname(member.name) == self.base_folder:
                    packed.extract(member, self.root)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        return self._transformed(Image.fromarray(self.data[index]), self.targets[index])

    def __len__(self) -> int:
        return len(self.data)

    def extra_repr(self) -> str:
        return f"Split: {'Train' if self.train is True else 'Test'}"


class CIFAR100(CIFAR10):
    """torchvision.datasets.CIFAR100."""

    base_folder = "cifar-100-python"
    url = "https://www.cs.toronto.edu/~kriz/cifar-100-python.tar.gz"
    filename = "cifar-100-python.tar.gz"
    tgz_md5 = "eb9058c3a382ffc7106e4002c42a8d85"
    train_list = [["train", "16019d7e3df5f24257cddd939b257f8d"]]
    test_list = [["test", "f0ef6b0ae62326f3e7ffdfab6717acfc"]]
    meta = {"filename": "meta", "key": "fine_label_names", "md5": "7973b15100ade9c7d40fb424638fde48"}


class CocoDetection(VisionDataset):
    """torchvision.datasets.CocoDetection; it needs pycocotools, as there."""

    def __init__(
        self, root: Any, annFile: str, transform: Any = None, target_transform: Any = None, transforms: Any = None
    ) -> None:
        super().__init__(root, transforms, transform, target_transform)
        from pycocotools.coco import COCO  # type: ignore[import-untyped,unused-ignore]

        self.coco = COCO(annFile)
        self.ids = sorted(self.coco.imgs.keys())

    def _load_image(self, id: int) -> Image.Image:
        path = self.coco.loadImgs(id)[0]["file_name"]
        return Image.open(os.path.join(self.root, path)).convert("RGB")

    def _load_target(self, id: int) -> Any:
        return self.coco.loadAnns(self.coco.getAnnIds(id))

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        if not isinstance(index, int):
            raise ValueError(f"Index must be of type integer, got {type(index)} instead.")
        image, target = self._load_image(self.ids[index]), self._load_target(self.ids[index])
        return (image, target) if self.transforms is None else self.transforms(image, target)

    def __len__(self) -> int:
        return len(self.ids)
