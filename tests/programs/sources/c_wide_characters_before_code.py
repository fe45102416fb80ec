import torch

größe,名 = torch.tensor([1.0, 2.0]), "火炬 torch"; été = größe.sum(); print(名, été.item())
emoji = {"🔥": torch.relu(-größe), "torch 🔥": größe.max(dim=0)}; print(emoji["🔥"].tolist(), emoji["torch 🔥"].indices.item())  # 🔥 torch
