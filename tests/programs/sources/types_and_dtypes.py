from typing import List, Optional, Tuple, Union
import torch
from torch import Tensor, dtype, float16

D = {"fp16": torch.float16, "fp32": torch.float32, "bf16": torch.bfloat16}


def cast(x: Tensor, to: Union[str, torch.dtype, None] = None) -> Optional[Tensor]:
    if isinstance(to, str):
        to = D[to]
    return x.to(to) if to is not None else x


x = torch.ones(2)
print(cast(x, "fp16").dtype == float16, cast(x, torch.int32).dtype is torch.int32, cast(x).dtype in (torch.float32, torch.float64))
print(x.dtype in D.values(), {torch.int64: "long"}[torch.tensor([1]).dtype], isinstance(x.dtype, torch.dtype), x.half().dtype == torch.half)
print(torch.get_default_dtype() == torch.float, torch.finfo(torch.float32).eps < 1e-6, torch.iinfo(torch.int8).max, torch.float64.is_floating_point)
print(torch.tensor([1.5]).long().tolist(), torch.tensor([0, 2]).bool().tolist(), torch.ones(1).type(torch.int64).dtype == torch.long, x.double().type() == "torch.DoubleTensor")
print(torch.result_type(torch.tensor([1]), torch.tensor([1.0])) == torch.float32, torch.zeros(1, dtype=torch.uint8).element_size(), x.is_floating_point(), torch.is_floating_point(x))
