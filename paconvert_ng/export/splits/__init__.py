"""A language model as parts: embedding, each block, each block with a cache, head; a manifest that joins them."""

from paconvert_ng.export.splits.make import SplitExport, check_inputs, make_split
from paconvert_ng.export.splits.spec import read_splits

__all__ = ["SplitExport", "check_inputs", "make_split", "read_splits"]
