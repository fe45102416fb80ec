"""Every name that was bound in the original is bound in the output, by Python's own scoping (its symbol tables)."""

from __future__ import annotations

import builtins
import re
import symtable
from collections.abc import Iterator

from paconvert_ng.check.error import CheckError

_GIVEN = frozenset(dir(builtins)) | {"__file__", "__path__", "__class__", "__annotations__", "__builtins__"}


#: With it Python's tables leave annotations out, whose names are still looked up by who reads them.
_POSTPONED = re.compile(r"^(from __future__ import [^\n#]*?)\bannotations\b", re.MULTILINE)


def check_bound(source: str, code: str, helpers: str) -> None:
    """Raise CheckError for a name that some scope of the output reads and nothing binds, unless it was so before.

    ``helpers`` is the function that holds inlined helpers, which are tested themselves. Names that a star import
    may bring are unbound on both sides.
    """
    try:
        lost = _unbound(_table(code), helpers)
        if lost:
            lost -= _unbound(_table(source), "")
    except SyntaxError as error:  # what only the compiler refuses: a `return` outside a function
        if _is_refused(source):
            return
        raise CheckError(f"the output does not compile: line {error.lineno}: {error.msg}") from None
    if lost:
        raise CheckError(f"the output binds no {', '.join(sorted(lost))}")


def _table(text: str) -> symtable.SymbolTable:
    return symtable.symtable(_POSTPONED.sub(r"\1generators", text), "text", "exec")


def _is_refused(text: str) -> bool:
    try:
        _table(text)
    except SyntaxError:
        return True
    return False


def _unbound(table: symtable.SymbolTable, skipped: str) -> set[str]:
    """Names that are read from the module's scope, and that nothing binds there."""
    bound, read = set(_GIVEN), set[str]()
    for symbol in table.get_symbols():
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
            bound.add(symbol.get_name())
        if symbol.is_referenced():
            read.add(symbol.get_name())
    for inner in _below(table, skipped):
        # Python's tables take what a function called `top` binds for global names; `get_globals` does not.
        symbols = (
            map(inner.lookup, inner.get_globals()) if isinstance(inner, symtable.Function) else inner.get_symbols()
        )
        for symbol in symbols:
            if symbol.is_global():
                if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace():
                    bound.add(symbol.get_name())
                if symbol.is_referenced():
                    read.add(symbol.get_name())
    return read - bound


def _below(table: symtable.SymbolTable, skipped: str) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        if child.get_name() != skipped:
            yield child
            yield from _below(child, "")
