"""What is known of third-party packages: which need torch, and which do not.

Nothing is imported to find out. A package in neither table is not known, and reported as such. Packages that rules
convert are in neither: see ``SOURCE_ROOTS`` and ``SOURCE_MODULES`` in ``analysis/module_index.py``.
"""

from __future__ import annotations

import sys

_HUGGING_FACE = "PaddleNLP and PaddleFormers have counterparts of many of its models"
_TRAINER = "write the training loop with Paddle, or use paddle.Model"
_CONVERT = "convert it too (--with_packages)"
_PADDLENLP = "PaddleNLP has a counterpart"

#: Import name → what to do instead. All of these import torch, or do nothing without it.
NEEDS_TORCH: dict[str, str] = {
    "axolotl": _TRAINER,
    "basicsr": "PaddleGAN has a counterpart of many of its models",
    "bitsandbytes": "paddle.nn.quant has weight_quantize, weight_only_linear and llm_int8_linear",
    "causal_conv1d": "write the causal convolution with paddle.nn.functional.conv1d",
    "clip": _CONVERT,
    "colossalai": "paddle.distributed.fleet has hybrid parallel training",
    "compressed_tensors": "paddle.nn.quant has weight_quantize and weight_only_linear",
    "controlnet_aux": _CONVERT,
    "deepspeed": "paddle.distributed.fleet and paddle.distributed.sharding have sharded optimizers and pipelines",
    "detectron2": "PaddleDetection has a counterpart of many of its models",
    "dgl": "PGL is Paddle's library for graphs",
    "diffusers": "ppdiffusers (PaddleMIX) has a counterpart of many of its pipelines",
    "e3nn": _CONVERT,
    "einops_exts": _CONVERT,
    "einx": "it has no backend for Paddle; write it with einops",
    "espnet": "PaddleSpeech has a counterpart of many of its models",
    "espnet2": "PaddleSpeech has a counterpart of many of its models",
    "fairseq": _CONVERT,
    "fastai": _TRAINER,
    "flair": _PADDLENLP,
    "flash_attn_interface": "paddle.nn.functional.flash_attention serves the same devices",
    "fvcore": _CONVERT,
    "funasr": "PaddleSpeech has a counterpart of many of its models",
    "hqq": "paddle.nn.quant has weight_quantize and weight_only_linear",
    "ignite": _TRAINER,
    "kornia": _CONVERT,
    "lightning": _TRAINER,
    "lightning_fabric": _TRAINER,
    "lion_pytorch": _CONVERT,
    "lpips": _CONVERT,
    "mamba_ssm": "PaddleNLP has mamba models",
    "megatron": "paddle.distributed.fleet has tensor and pipeline parallel layers",
    "mmcls": "PaddleClas has a counterpart of many of its models",
    "mmcv": _CONVERT,
    "mmdet": "PaddleDetection has a counterpart of many of its models",
    "mmdet3d": "Paddle3D has a counterpart of many of its models",
    "mmengine": _TRAINER,
    "mmpose": "PaddleDetection has a counterpart of many of its models",
    "mmpretrain": "PaddleClas has a counterpart of many of its models",
    "mmseg": "PaddleSeg has a counterpart of many of its models",
    "modelscope": _CONVERT,
    "monai": _CONVERT,
    "natten": "write the neighbourhood attention with paddle.nn.functional.unfold",
    "nemo": _CONVERT,
    "open_clip": _CONVERT,
    "optimum": _HUGGING_FACE,
    "optimum_quanto": "paddle.nn.quant has weight_quantize and weight_only_linear",
    "pointnet2_ops": "its kernels must be written as Paddle operators (paddle.utils.cpp_extension)",
    "pyannote": _CONVERT,
    "pyro": "paddle.distribution has the distributions",
    "pytorch3d": _CONVERT,
    "pytorch_lightning": _TRAINER,
    "pytorch_metric_learning": _CONVERT,
    "pytorch_msssim": _CONVERT,
    "pytorch_wavelets": _CONVERT,
    "quanto": "paddle.nn.quant has weight_quantize and weight_only_linear",
    "rotary_embedding_torch": _CONVERT,
    "sam2": _CONVERT,
    "segment_anything": _CONVERT,
    "segmentation_models_pytorch": "PaddleSeg has a counterpart of many of its models",
    "sentence_transformers": _PADDLENLP,
    "speechbrain": "PaddleSpeech has a counterpart of many of its models",
    "spconv": "paddle.sparse.nn has sparse convolutions",
    "stable_baselines3": "PARL is Paddle's library for reinforcement learning",
    "taming": _CONVERT,
    "thop": "paddle.flops counts operations",
    "timm": "PaddleClas has a counterpart of many of its models; " + _CONVERT,
    "torch_cluster": "PGL is Paddle's library for graphs",
    "torch_geometric": "PGL is Paddle's library for graphs",
    "torch_optimizer": _CONVERT,
    "torch_scatter": "paddle.geometric has segment_sum, segment_mean, segment_max and send_u_recv",
    "torch_sparse": "paddle.sparse has sparse matrices",
    "torch_spline_conv": "PGL is Paddle's library for graphs",
    "torch_tensorrt": "Paddle Inference has TensorRT (paddle.inference.Config.enable_tensorrt_engine)",
    "torch_xla": "Paddle serves other devices by plug-ins (PaddleCustomDevice)",
    "torchao": "paddle.nn.quant has weight_quantize and weight_only_linear",
    "torchcodec": "read files with soundfile or paddle.audio.load, videos with OpenCV or decord",
    "torchcrf": _CONVERT,
    "torchdata": "paddle.io has Dataset, IterableDataset and DataLoader",
    "torchdiffeq": _CONVERT,
    "torchinfo": "paddle.summary prints the same kind of table",
    "torchmetrics": "paddle.metric has Accuracy, Precision, Recall and Auc",
    "torchrl": "PARL is Paddle's library for reinforcement learning",
    "torchsde": _CONVERT,
    "torchsummary": "paddle.summary prints the same kind of table",
    "torchtext": "paddle.text and PaddleNLP have data sets and vocabularies",
    "torchtune": _TRAINER,
    "torchtyping": _CONVERT,
    "transformer_engine": "paddle.nn and paddle.incubate.nn have the layers without FP8",
    "triton": "its launcher asks torch for the stream; write the kernel with Paddle's functions or as an operator",
    "trl": "PaddleNLP has training with preferences (DPO, PPO)",
    "unsloth": _TRAINER,
    "ultralytics": "PaddleDetection has YOLO models",
    "vector_quantize_pytorch": _CONVERT,
    "vllm": "FastDeploy serves Paddle's language models",
    "warprnnt_pytorch": "paddle.nn.functional.rnnt_loss is the same loss",
    "whisper": _CONVERT,
    "x_transformers": _CONVERT,
}

#: Import names of packages that work without torch (many take a tensor by its numpy array).
WITHOUT_TORCH: frozenset[str] = frozenset(
    """
    absl addict aiohttp albumentations altair antlr4 attr attrs audioread av babel bs4 catboost click cloudpickle
    colorama cupy cv2 cycler cython dacite dask datasets dateutil deap decorator decord dill docopt dotenv duckdb
    easydict editdistance einops emoji evaluate faiss fastapi ffmpeg filelock fire flask flatbuffers fontTools
    fsspec ftfy funcy fuzzywuzzy g2p_en gdown gensim git google gradio grpc gym gymnasium h5py httpx huggingface_hub
    hydra hypothesis igraph imageio imagesize imgaug importlib_metadata importlib_resources inflect IPython
    ipywidgets jax jieba jinja2 jiwer joblib jsonlines jsonschema langdetect lazy_loader libcst librosa lightgbm
    llvmlite lmdb loguru lxml markdown matplotlib ml_collections ml_dtypes more_itertools mpi4py mpl_toolkits
    msgpack natsort nbformat networkx nibabel nltk numba numexpr numpy omegaconf onnx onnxruntime onnxsim open3d
    openai openpyxl opt_einsum optuna orjson packaging paddle pandas PIL pkg_resources plotly polars pooch
    prettytable psutil pyarrow pybind11 pycocoevalcap pycocotools pydantic pydicom pydub pygame pygments pylab
    pynvml pyparsing pypinyin pytest pytz pyworld pywt rapidfuzz ray rdkit regex requests resampy rich rouge
    rouge_score sacrebleu sacremoses safetensors scipy seaborn sentencepiece sentry_sdk setproctitle setuptools
    shapely simplejson six skimage sklearn sortedcontainers soundfile soxr spacy sqlalchemy starlette statsmodels
    streamlit sympy tabulate tensorboard tensorboardX tensorflow tensorflow_datasets tensorrt termcolor tifffile
    tiktoken tokenizers toml tomli toolz tornado tqdm transformers trimesh typer typing_extensions ujson umap unidecode
    urllib3 uvicorn visdom wandb websockets wheel xgboost xmltodict yacs yaml zarr zmq zstandard
    """.split()
)


def is_neutral(root: str) -> bool:
    """Whether the package of this import name is known to work without torch."""
    return root in sys.stdlib_module_names or root in WITHOUT_TORCH
