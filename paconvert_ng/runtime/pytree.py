"""torch.utils._pytree: nested tuples, lists and dicts as a flat list of leaves and a description of the rest.

Paddle's ``paddle.utils.flatten`` orders dicts by key and gives no description, so it serves neither.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable
from typing import Any

#: Classes that a program registered: how an instance is taken apart, and how one is made.
_NODES: dict[type, tuple[Callable[..., Any], Callable[..., Any]]] = {}


def register_pytree_node(
    cls: type,
    flatten_fn: Callable[[Any], tuple[list[Any], Any]],
    unflatten_fn: Callable[[Iterable[Any], Any], Any],
    *,
    serialized_type_name: str | None = None,
    to_dumpable_context: Callable[[Any], Any] | None = None,
    from_dumpable_context: Callable[[Any], Any] | None = None,
    flatten_with_keys_fn: Callable[[Any], Any] | None = None,
) -> None:
    """torch.utils._pytree.register_pytree_node: instances of ``cls`` are no leaves. Raises ValueError for one more.

    What serialization and paths of keys would need is taken and not used: there is neither here.
    """
    if cls in _NODES:
        raise ValueError(f"{cls} is already registered as pytree node.")
    _NODES[cls] = (flatten_fn, unflatten_fn)


def register_older_pytree_node(
    cls: type,
    flatten_fn: Callable[[Any], tuple[list[Any], Any]],
    unflatten_fn: Callable[[Iterable[Any], Any], Any],
    to_str_fn: Any = None,
    maybe_from_str_fn: Any = None,
    **others: Any,
) -> None:
    """torch.utils._pytree._register_pytree_node, the older name: replaces what was registered."""
    _NODES.pop(cls, None)
    register_pytree_node(cls, flatten_fn, unflatten_fn, **others)


def flatten_dict_node(d: dict[Any, Any]) -> tuple[list[Any], list[Any]]:
    """torch.utils._pytree._dict_flatten: values and keys."""
    return list(d.values()), list(d)


def unflatten_dict_node(values: Iterable[Any], context: Iterable[Any]) -> dict[Any, Any]:
    """torch.utils._pytree._dict_unflatten. Raises ValueError where there are not as many values as keys."""
    values, keys = list(values), list(context)
    if len(values) != len(keys):
        raise ValueError(f"{len(values)} values for {len(keys)} keys")
    return dict(zip(keys, values))


class TreeSpec:
    """The shape of a nested value: its type, what besides the children rebuilds it, and the children's own specs."""

    def __init__(self, type: Any = None, _context: Any = None, _children: Iterable[TreeSpec] = ()) -> None:
        self.type = type
        self._context = _context
        self._children = list(_children)
        self.num_children = len(self._children)
        self.num_leaves: int = 1 if type is None else sum(child.num_leaves for child in self._children)

    def is_leaf(self) -> bool:
        """Whether this stands for one leaf."""
        return self.type is None

    def unflatten(self, leaves: Iterable[Any]) -> Any:
        """The nested value with these leaves; ValueError if their number is not ``num_leaves``."""
        leaves = list(leaves)
        if len(leaves) != self.num_leaves:
            raise ValueError(
                f"treespec.unflatten(leaves): `leaves` has length {len(leaves)} but the spec refers to a pytree that "
                f"holds {self.num_leaves} items ({self})."
            )
        return self._build(iter(leaves))

    def _build(self, leaves: Any) -> Any:
        if self.type is None:
            return next(leaves)
        children = [child._build(leaves) for child in self._children]
        if self.type in _NODES:
            return _NODES[self.type][1](children, self._context)
        if self.type in (dict, OrderedDict):
            return self.type(zip(self._context, children))
        if self.type is defaultdict:
            factory, keys = self._context
            return defaultdict(factory, zip(keys, children))
        if self.type is deque:
            return deque(children, maxlen=self._context)
        return self.type(*children) if self._context == "fields" else self.type(children)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TreeSpec):
            return NotImplemented
        return (self.type, self._context, self._children) == (other.type, other._context, other._children)

    def __hash__(self) -> int:
        return hash((self.type, repr(self._context), tuple(self._children)))

    def __repr__(self) -> str:
        if self.type is None:
            return "*"
        return f"TreeSpec({self.type.__name__}, {self._context}, {self._children})"


def _pytree_children(tree: Any) -> tuple[list[Any], Any] | None:
    """The children of a container and what rebuilds it; None for a leaf, as subclasses are (not named tuples)."""
    kind = type(tree)
    if kind in _NODES:
        children, context = _NODES[kind][0](tree)
        return list(children), context
    if kind in (tuple, list):
        return list(tree), None
    if kind in (dict, OrderedDict):
        return list(tree.values()), list(tree)
    if kind is defaultdict:
        return list(tree.values()), (tree.default_factory, list(tree))
    if kind is deque:
        return list(tree), tree.maxlen
    if isinstance(tree, tuple) and isinstance(getattr(kind, "_fields", None), tuple):
        return list(tree), "fields"
    return None


def tree_flatten(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> tuple[list[Any], TreeSpec]:
    """torch.utils._pytree.tree_flatten: dicts in the order of insertion, None a leaf."""
    found = None if is_leaf is not None and is_leaf(tree) else _pytree_children(tree)
    if found is None:
        return [tree], TreeSpec()
    children, context = found
    parts = [tree_flatten(child, is_leaf) for child in children]
    return [leaf for leaves, _ in parts for leaf in leaves], TreeSpec(type(tree), context, [spec for _, spec in parts])


def tree_unflatten(leaves: Iterable[Any], treespec: TreeSpec) -> Any:
    """torch.utils._pytree.tree_unflatten. Raises TypeError for a second argument that is no spec."""
    if not isinstance(treespec, TreeSpec):
        raise TypeError(f"tree_unflatten(leaves, treespec): Expected `treespec` to be TreeSpec, got {type(treespec)}.")
    return treespec.unflatten(leaves)


def tree_leaves(tree: Any, is_leaf: Callable[[Any], bool] | None = None) -> list[Any]:
    """torch.utils._pytree.tree_leaves."""
    return tree_flatten(tree, is_leaf)[0]


def tree_map(func: Callable[..., Any], tree: Any, *rests: Any, is_leaf: Callable[[Any], bool] | None = None) -> Any:
    """torch.utils._pytree.tree_map. Raises ValueError where another tree is shaped differently."""
    leaves, spec = tree_flatten(tree, is_leaf)
    others = [_leaves_as(spec, rest) for rest in rests]
    return spec.unflatten([func(*values) for values in zip(leaves, *others)])


def tree_map_only(
    type_or_types_or_pred: Any,
    func: Callable[[Any], Any],
    tree: Any,
    is_leaf: Callable[[Any], bool] | None = None,
) -> Any:
    """torch.utils._pytree.tree_map_only: of these types, or for which this holds; all other leaves stay."""
    wanted = type_or_types_or_pred
    if isinstance(wanted, (type, tuple)):
        return tree_map(lambda leaf: func(leaf) if isinstance(leaf, wanted) else leaf, tree, is_leaf=is_leaf)
    return tree_map(lambda leaf: func(leaf) if wanted(leaf) else leaf, tree, is_leaf=is_leaf)


def _leaves_as(spec: TreeSpec, tree: Any) -> list[Any]:
    """What stands in ``tree`` where ``spec`` has leaves."""
    if spec.type is None:
        return [tree]
    found = _pytree_children(tree)
    if found is None or type(tree) is not spec.type or len(found[0]) != spec.num_children:
        raise ValueError(f"Node type mismatch; expected {spec.type}, but got {type(tree)}.")
    children, context = found
    if type(tree) in (dict, OrderedDict, defaultdict) and type(tree) not in _NODES:
        keys = spec._context[1] if spec.type is defaultdict else spec._context
        if set(keys) != set(tree):
            raise ValueError(f"Node keys mismatch; expected {keys}, but got {list(tree)}.")
        children = [tree[key] for key in keys]
    elif context != spec._context and spec.type is not deque:
        raise ValueError(f"Node context mismatch for node type {spec.type}.")
    return [leaf for child, one in zip(spec._children, children) for leaf in _leaves_as(child, one)]
