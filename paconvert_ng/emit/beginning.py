"""What may stand at the beginning of a file, before or among its imports."""

from __future__ import annotations

import libcst as cst

from paconvert_ng.analysis.scopes import dotted


def is_docstring(statement: cst.SimpleStatementLine) -> bool:
    first = statement.body[0]
    return isinstance(first, cst.Expr) and isinstance(first.value, cst.SimpleString | cst.ConcatenatedString)


def is_future(statement: cst.SimpleStatementLine) -> bool:
    return any(
        isinstance(s, cst.ImportFrom) and s.module is not None and dotted(s.module) == "__future__"
        for s in statement.body
    )


def is_plain_import(statement: cst.CSTNode, local: str, module: str) -> bool:
    """Whether a statement imports ``module`` as ``local``."""
    for small in getattr(statement, "body", ()) if isinstance(statement, cst.SimpleStatementLine) else ():
        if isinstance(small, cst.Import):
            for item in small.names:
                name = dotted(item.name)
                alias = item.asname.name.value if item.asname is not None else name  # type: ignore[union-attr]
                if name == module and alias == local:
                    return True
    return False
