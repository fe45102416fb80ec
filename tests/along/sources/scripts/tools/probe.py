from tinynn import Block

if __name__ == "__main__":
    block = Block(2)
    print(sorted(name for name, _ in block.named_parameters()), block.proj.weight.shape[0])
