from torch.utils.data import DataLoader, Dataset


class Dataset(Dataset):
    def __init__(self, values, *, doubled=False):
        self.values = [2 * value for value in values] if doubled else list(values)

    def __len__(self):
        return len(self.values)

    def __getitem__(self, index):
        return self.values[index]


print([batch.tolist() for batch in DataLoader(Dataset([1, 2, 3], doubled=True), batch_size=2)])
