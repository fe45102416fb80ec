import torch
def iou(a, b):
    lt = torch.max(a[:, None, :2], b[:, :2]); rb = torch.min(a[:, None, 2:], b[:, 2:])
    wh = (rb - lt).clamp(min=0); inter = wh[:, :, 0] * wh[:, :, 1]
    area = lambda t: (t[:, 2] - t[:, 0]) * (t[:, 3] - t[:, 1])
    return inter / (area(a)[:, None] + area(b) - inter)
def nms(boxes, scores, thr):
    keep, order = [], scores.argsort(descending=True)
    while order.numel() > 0:
        i = order[0]; keep.append(i.item())
        if order.numel() == 1: break
        ious = iou(boxes[i][None], boxes[order[1:]])[0]
        order = order[1:][ious <= thr]
    return torch.as_tensor(keep)
b = torch.tensor([[0., 0., 2., 2.], [0., 0., 2., 1.9], [3., 3., 4., 4.]])
print([[round(v, 3) for v in r] for r in iou(b, b).tolist()], nms(b, torch.tensor([.5, .9, .7]), .5).tolist())
cx = (b[:, :2] + b[:, 2:]) / 2; wh = b[:, 2:] - b[:, :2]
print(torch.cat([cx, wh], dim=-1).tolist(), b[b[:, 0] > 1].tolist(), b[:, [1, 0, 3, 2]][1].tolist(), (b[..., 2::-1] if False else b[..., 0::2]).tolist())
x0, y0, x1, y1 = b.unbind(-1); print(torch.stack([x0, y0, x1 - x0, y1 - y0], -1)[2].tolist(), b.new_tensor([1, 2]).dtype == torch.float32)
