"""What ``project/packages.py`` advises for packages that need torch, in Chinese."""

from __future__ import annotations

PACKAGES: dict[str, str] = {
    "{name} has a counterpart": "{name} 有对应实现",
    "{name} has a counterpart of many of its models": "{name} 有其中许多模型的对应实现",
    "{name} has a counterpart of many of its models; convert it too (--with_packages)": (
        "{name} 有其中许多模型的对应实现；也可以把它一并转换（--with_packages）"
    ),
    "{name} and {other} have counterparts of many of its models": "{name} 和 {other} 有其中许多模型的对应实现",
    "{project} has a counterpart of many of its pipelines": "{project} 有其中许多流水线的对应实现",
    "convert it too (--with_packages)": "把它也一并转换（--with_packages）",
    "add it to --with_packages": "请把它加到 --with_packages",
    "write the training loop with Paddle, or use paddle.Model": "用 Paddle 编写训练循环，或使用 paddle.Model",
    "FastDeploy serves Paddle's language models": "FastDeploy 可部署 Paddle 的语言模型",
    "PARL is Paddle's library for reinforcement learning": "PARL 是 Paddle 的强化学习库",
    "PGL is Paddle's library for graphs": "PGL 是 Paddle 的图学习库",
    "Paddle Inference has TensorRT (paddle.inference.Config.enable_tensorrt_engine)": (
        "Paddle Inference 支持 TensorRT（paddle.inference.Config.enable_tensorrt_engine）"
    ),
    "Paddle serves other devices by plug-ins (PaddleCustomDevice)": "Paddle 通过插件支持其他设备（PaddleCustomDevice）",
    "PaddleDetection has YOLO models": "PaddleDetection 有 YOLO 模型",
    "PaddleNLP has mamba models": "PaddleNLP 有 mamba 模型",
    "PaddleNLP has training with preferences (DPO, PPO)": "PaddleNLP 有偏好训练（DPO、PPO）",
    "it has no backend for Paddle; write it with einops": "它没有 Paddle 后端；请用 einops 改写",
    "its kernels must be written as Paddle operators (paddle.utils.cpp_extension)": (
        "它的内核须写成 Paddle 算子（paddle.utils.cpp_extension）"
    ),
    "its launcher asks torch for the stream; write the kernel with Paddle's functions or as an operator": (
        "它的启动器向 torch 索取流；请用 Paddle 的函数改写内核，或写成算子"
    ),
    "paddle.distributed.fleet and paddle.distributed.sharding have sharded optimizers and pipelines": (
        "paddle.distributed.fleet 和 paddle.distributed.sharding 有分片优化器和流水线"
    ),
    "paddle.distributed.fleet has hybrid parallel training": "paddle.distributed.fleet 有混合并行训练",
    "paddle.distributed.fleet has tensor and pipeline parallel layers": (
        "paddle.distributed.fleet 有张量并行和流水线并行的层"
    ),
    "paddle.distribution has the distributions": "paddle.distribution 有各种概率分布",
    "paddle.flops counts operations": "paddle.flops 可统计运算量",
    "paddle.geometric has segment_sum, segment_mean, segment_max and send_u_recv": (
        "paddle.geometric 有 segment_sum、segment_mean、segment_max 和 send_u_recv"
    ),
    "paddle.io has Dataset, IterableDataset and DataLoader": "paddle.io 有 Dataset、IterableDataset 和 DataLoader",
    "paddle.metric has Accuracy, Precision, Recall and Auc": "paddle.metric 有 Accuracy、Precision、Recall 和 Auc",
    "paddle.nn and paddle.incubate.nn have the layers without FP8": "paddle.nn 和 paddle.incubate.nn 有不含 FP8 的层",
    "paddle.nn.functional.flash_attention serves the same devices": (
        "paddle.nn.functional.flash_attention 支持同样的设备"
    ),
    "paddle.nn.functional.rnnt_loss is the same loss": "paddle.nn.functional.rnnt_loss 是同一个损失",
    "paddle.nn.quant has weight_quantize and weight_only_linear": (
        "paddle.nn.quant 有 weight_quantize 和 weight_only_linear"
    ),
    "paddle.nn.quant has weight_quantize, weight_only_linear and llm_int8_linear": (
        "paddle.nn.quant 有 weight_quantize、weight_only_linear 和 llm_int8_linear"
    ),
    "paddle.sparse has sparse matrices": "paddle.sparse 有稀疏矩阵",
    "paddle.sparse.nn has sparse convolutions": "paddle.sparse.nn 有稀疏卷积",
    "paddle.summary prints the same kind of table": "paddle.summary 打印同类的表格",
    "paddle.text and PaddleNLP have data sets and vocabularies": "paddle.text 和 PaddleNLP 有数据集和词表",
    "read files with soundfile or paddle.audio.load, videos with OpenCV or decord": (
        "用 soundfile 或 paddle.audio.load 读取音频，用 OpenCV 或 decord 读取视频"
    ),
    "write the causal convolution with paddle.nn.functional.conv1d": "用 paddle.nn.functional.conv1d 编写因果卷积",
    "write the neighbourhood attention with paddle.nn.functional.unfold": (
        "用 paddle.nn.functional.unfold 编写邻域注意力"
    ),
}
