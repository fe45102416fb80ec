"""Where torch's public names are: the modules that programs take names from, each with a title.

A module counts if torch's own documentation describes it, or if it is the place where a documented
module keeps a part that programs name (``torch.optim.lr_scheduler``). Modules that only hold the source
of what another one exports (``torch.nn.modules.conv``, ``torch.distributions.normal``) do not count again.
"""

from __future__ import annotations

#: Title → modules, in the order of the table.
SECTIONS: dict[str, tuple[str, ...]] = {
    "Functions, dtypes, types": (
        "torch", "torch.functional", "torch.types", "torch.version", "torch.storage", "torch.return_types",
    ),
    "Modules": ("torch.nn", "torch.nn.parameter", "torch.nn.modules.module", "torch.nn.modules.utils"),
    "torch.nn.functional": ("torch.nn.functional", "torch.nn.grad"),
    "torch.nn.init": ("torch.nn.init",),
    "torch.nn.attention": ("torch.nn.attention", "torch.nn.attention.bias", "torch.nn.attention.flex_attention"),
    "torch.nn.utils": (
        "torch.nn.utils", "torch.nn.utils.rnn", "torch.nn.utils.parametrize", "torch.nn.utils.parametrizations",
        "torch.nn.utils.prune", "torch.nn.utils.stateless", "torch.nn.utils.fusion", "torch.nn.utils.clip_grad",
    ),
    "torch.nn.parallel": ("torch.nn.parallel", "torch.nn.parallel.distributed"),
    "torch.optim": (
        "torch.optim", "torch.optim.optimizer", "torch.optim.lr_scheduler", "torch.optim.swa_utils",
    ),
    "torch.linalg": ("torch.linalg",),
    "torch.fft": ("torch.fft",),
    "torch.special": ("torch.special",),
    "torch.signal.windows": ("torch.signal.windows",),
    "torch.sparse": ("torch.sparse",),
    "torch.nested": ("torch.nested",),
    "torch.masked": ("torch.masked",),
    "torch.distributions": (
        "torch.distributions", "torch.distributions.constraints", "torch.distributions.transforms",
        "torch.distributions.kl", "torch.distributions.utils",
    ),
    "torch.random": ("torch.random", "torch.quasirandom"),
    "torch.utils.data": ("torch.utils.data", "torch.utils.data.distributed"),
    "torch.utils.checkpoint": ("torch.utils.checkpoint",),
    "torch.utils": (
        "torch.utils", "torch.utils.benchmark", "torch.utils.collect_env", "torch.utils.deterministic",
        "torch.utils.dlpack", "torch.utils.flop_counter", "torch.utils.hooks", "torch.utils.mobile_optimizer",
        "torch.utils.model_zoo", "torch.utils.module_tracker", "torch.utils.tensorboard", "torch.utils.weak",
    ),
    "torch.utils.cpp_extension": ("torch.utils.cpp_extension",),
    "torch.autograd": (
        "torch.autograd", "torch.autograd.anomaly_mode", "torch.autograd.forward_ad", "torch.autograd.function",
        "torch.autograd.functional", "torch.autograd.grad_mode", "torch.autograd.gradcheck", "torch.autograd.graph",
        "torch.autograd.profiler", "torch.autograd.variable",
    ),
    "torch.func": ("torch.func",),
    "torch.amp": ("torch.amp", "torch.cuda.amp", "torch.cpu.amp"),
    "torch.cuda": (
        "torch.cuda", "torch.cuda.comm", "torch.cuda.gds", "torch.cuda.graphs", "torch.cuda.jiterator",
        "torch.cuda.memory", "torch.cuda.nccl", "torch.cuda.nvtx", "torch.cuda.profiler", "torch.cuda.random",
        "torch.cuda.streams", "torch.cuda.tunable",
    ),
    "Other devices": ("torch.accelerator", "torch.cpu", "torch.mps", "torch.mtia", "torch.xpu"),
    "torch.backends": (
        "torch.backends", "torch.backends.cpu", "torch.backends.cuda",
        "torch.backends.cuda.matmul", "torch.backends.cudnn",
        "torch.backends.cusparselt", "torch.backends.mha", "torch.backends.mkl", "torch.backends.mkldnn",
        "torch.backends.mps", "torch.backends.nnpack", "torch.backends.openmp", "torch.backends.opt_einsum",
        "torch.backends.quantized",
    ),
    "torch.distributed": (
        "torch.distributed", "torch.distributed.algorithms.join", "torch.distributed.checkpoint",
        "torch.distributed.device_mesh", "torch.distributed.elastic.multiprocessing.errors",
        "torch.distributed.nn", "torch.distributed.nn.functional", "torch.distributed.optim",
        "torch.distributed.pipelining", "torch.distributed.rpc", "torch.distributed.tensor",
        "torch.distributed.tensor.parallel",
    ),
    "torch.distributed.fsdp": ("torch.distributed.fsdp",),
    "torch.multiprocessing": ("torch.multiprocessing",),
    "torch.futures": ("torch.futures",),
    "torch.serialization": ("torch.serialization", "torch.package"),
    "torch.jit": ("torch.jit",),
    "torch.compiler": ("torch.compiler",),
    "torch.export": ("torch.export",),
    "torch.fx": ("torch.fx",),
    "torch.onnx": ("torch.onnx",),
    "torch.hub": ("torch.hub",),
    "torch.profiler": ("torch.profiler", "torch.monitor"),
    "torch.ao.quantization": ("torch.ao.quantization", "torch.quantization"),
    "torch.library": ("torch.library",),
    "torch.overrides": ("torch.overrides",),
    "torch.testing": ("torch.testing",),
}  # fmt: skip

#: Classes whose public members are names of their own, beside torch.Tensor: those that programs call or derive from.
CLASSES: tuple[str, ...] = (
    "torch.Tensor", "torch.nn.Module", "torch.nn.ModuleList", "torch.nn.ModuleDict", "torch.nn.Sequential",
    "torch.nn.ParameterList", "torch.nn.ParameterDict", "torch.optim.Optimizer",
    "torch.optim.lr_scheduler.LRScheduler", "torch.Generator", "torch.Size", "torch.device", "torch.dtype",
    "torch.finfo", "torch.iinfo", "torch.autograd.Function", "torch.autograd.function.FunctionCtx",
    "torch.distributions.Distribution", "torch.amp.GradScaler", "torch.distributed.ReduceOp",
    "torch.nn.attention.SDPBackend",
)  # fmt: skip

#: Described by torch's documentation, or named by programs, but in no ``__all__`` (tensorboard: not importable here).
MORE: dict[str, str] = {
    "torch": "BFloat16Tensor HalfTensor jagged per_channel_symmetric quint4x2 uint1 set_default_dtype __version__",
    "torch.fft": "hfft2 hfftn ihfft2 ihfftn",
    "torch.multiprocessing": "spawn start_processes ProcessContext ProcessExitedException ProcessRaisedException",
    "torch.cuda": "OutOfMemoryError AcceleratorError",
    "torch.cuda.nccl": "init_rank is_available unique_id version",
    "torch.jit": "Final RecursiveScriptModule TracerWarning",
    "torch.library": "opcheck register_autograd register_kernel",
    "torch.overrides": "TorchFunctionMode has_torch_function_unary has_torch_function_variadic",
    "torch.onnx": "register_custom_op_symbolic unregister_custom_op_symbolic OperatorExportTypes TrainingMode "
    "select_model_mode_for_export",
    "torch.optim.optimizer": "ParamsT required",
    "torch.utils.dlpack": "to_dlpack",
    "torch.utils.model_zoo": "load_url",
    "torch.utils.tensorboard": "FileWriter SummaryWriter",
    "torch.backends.cuda": "matmul cufft_plan_cache",
    "torch.backends.cuda.matmul": "allow_tf32 allow_fp16_reduced_precision_reduction "
    "allow_bf16_reduced_precision_reduction allow_fp16_accumulation",
    "torch.sparse": "FloatTensor DoubleTensor HalfTensor BFloat16Tensor IntTensor LongTensor ShortTensor ByteTensor "
    "CharTensor",
}
