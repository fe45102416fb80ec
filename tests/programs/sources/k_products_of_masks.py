import torch


def slopes_by_position(attention_mask: torch.Tensor, heads: int) -> torch.Tensor:
    slopes = torch.pow(torch.tensor(0.5, dtype=torch.float32), torch.arange(1, 1 + heads, dtype=torch.int32))
    positions = ((attention_mask.cumsum(dim=-1) - 1) * attention_mask)[:, None, :]
    return slopes[..., None] * positions


mask = torch.tensor([[1, 1, 1, 0], [0, 1, 1, 1]])
for given in (mask, mask.float(), mask.bool()):
    alibi = slopes_by_position(given, 3)
    print(alibi.dtype, alibi.tolist())
