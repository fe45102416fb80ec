"""Turns decisions into edits of one file's text: names, calls, imports, marks, and what goes to the top."""

from __future__ import annotations

from collections.abc import Mapping

import libcst as cst

from paconvert_ng.along.way import Way
from paconvert_ng.analysis.facts import Facts, ImportBinding, Use
from paconvert_ng.analysis.knowledge import Knowledge
from paconvert_ng.analysis.scopes import dotted
from paconvert_ng.analysis.values import TENSOR_CLASS, Method, Ref
from paconvert_ng.emit.along import along_items, from_lines
from paconvert_ng.emit.beginning import beginning, is_plain_import, prelude_offset
from paconvert_ng.emit.edits import Edit
from paconvert_ng.emit.fstrings import shown_as_written
from paconvert_ng.emit.graph_forms import GraphForms
from paconvert_ng.emit.imports import PLACEHOLDER, ImportPlan, removed_comments
from paconvert_ng.emit.marks import ORDER_MARK, ORDER_PATH, ORDER_PRELUDE, mark_edits
from paconvert_ng.emit.names import (
    PLACEHOLDER_ROOT,
    TARGET,
    Names,
    assigned_names,
    chain_root,
    dotted_node,
    named_chain,
)
from paconvert_ng.emit.positions import Lines, Span, node_text, semicolon, spans
from paconvert_ng.emit.wraps import wrap_all
from paconvert_ng.rewrite.decisions import Assignment, Decision, ItemWritten, Keep, Left, Noted, ReceiverFirst, Rename
from paconvert_ng.rewrite.template import PathRenderer
from paconvert_ng.rewrite.transformer import Replacement, Rewriter, assignment_to, replacement, rewrite_assignment
from paconvert_ng.rules.signatures import target_signatures


class Writer:
    """Collects the edits of one file."""

    def __init__(
        self,
        module: cst.Module,
        source: str,
        facts: Facts,
        decisions: Mapping[cst.CSTNode, tuple[Use, Decision]],
        knowledge: Knowledge,
        names: Names,
        exported: frozenset[str] | None,
        way: Way | None = None,
        static_graph: bool = False,
    ) -> None:
        self.module = module
        self.source = source
        self.facts = facts
        self.decisions = decisions
        self.knowledge = knowledge
        self.names = names
        self.way = way or Way()
        self.lines = Lines(source)
        self.newline = module.default_newline
        self.kept_names: set[str] = set(facts.pinned)
        if facts.looks_up_names:
            self.kept_names.update(binding.local for binding in facts.imports)
        self.plan = ImportPlan(facts, knowledge, names, self.kept_names, exported)
        self.replacements: dict[cst.CSTNode, Replacement] = {}
        #: Nodes whose whole text is generated anew, and names or chains whose text is replaced.
        self._whole: list[cst.CSTNode] = []
        self._texts: list[tuple[cst.CSTNode, str]] = []
        self.graph = GraphForms(facts, decisions, names, self.replacements) if static_graph else None
        self.needs_placeholder = False
        self._new_lines: dict[cst.CSTNode, list[str]] = {}
        self.spans: dict[cst.CSTNode, Span] = {}
        self._owner_of: dict[cst.CSTNode, cst.CSTNode] = {b.statement: b.owner for b in facts.imports}
        self._owner_of.update((s.statement, s.owner) for s in facts.stars)
        self._owner_of.update((one.statement, one.owner) for one in facts.along)

    def line_of(self, node: cst.CSTNode) -> int:
        """The line of a node that is decided or noted, 0 for one inside a string."""
        span = self.spans.get(node)
        return self.lines.position(span.start)[0] if span is not None else 0

    def edits(self) -> list[Edit]:
        """All edits; ``spans`` holds the positions of every decided node afterwards."""
        self._collect_wanted()
        for use, decision in self.decisions.values():
            self._apply(use, decision)
        self._rename_along()
        self._whole.extend(wrap_all(self.facts, self.names, self.replacements))
        if self.graph is not None:
            self.graph.collect(self.module, self._whole, self._texts)
        shown = shown_as_written(self.module, self.facts.documenting, self.replacements)
        self.replacements.update(shown)
        self._whole.extend(shown)
        if self.needs_placeholder:
            self.names.path(None, f"helper.{PLACEHOLDER}")
        strings = self._strings()
        statements = self._new_lines = self._import_statements()
        wanted: set[cst.CSTNode] = {*self.decisions, *self._whole, *(n for n, _ in self._texts), *strings, *statements}
        wanted.update(use.owner for use, d in self.decisions.values() if isinstance(d, Left) and use.owner is not None)
        wanted.update(self._owner_of.values())
        wanted.update(self.graph.marks if self.graph is not None else ())
        wanted.update(self.facts.shown, self.facts.uses, self.facts.others, self.module.body)
        self.spans = spans(self.module, wanted, self.source)
        edits = [e for e in (self._text_edit(node, text) for node, text in self._texts) if e is not None]
        for node in self._whole:
            span = self.spans.get(node)
            if span is not None:
                new = node.visit(Rewriter(self.replacements))
                assert isinstance(new, cst.CSTNode)
                edits.append(
                    Edit(
                        span.start,
                        span.end,
                        node_text(self.module, new, span.indent),
                        whole=isinstance(node, cst.Assign | cst.AugAssign | cst.Expr),
                    )
                )
        edits.extend(Edit(self.spans[node].start, self.spans[node].end, text) for node, text in strings.items())
        for statement, lines in statements.items():
            edits.extend(self._statement_edits(statement, lines))
        edits.extend(
            mark_edits(
                self.decisions,
                self.left_imports(),
                self.spans,
                self.source,
                self.lines,
                self.newline,
                self.facts.directives,
            )
        )
        return edits

    # ---- one use ----

    def _collect_wanted(self) -> None:
        """Note, for every name imported from a module, what its uses want it to be."""
        exported = self.plan.exported
        for binding in self.facts.imports if self.facts.runs_text else ():
            table = self.knowledge.stand_in(binding.name)
            if self.names.module_target(binding.name) is not None and table:
                self.names.namespaces[binding.local] = table
        for use, decision in self.decisions.values():
            found = self.names.root(use)
            if isinstance(decision, Rename) and use.role == "ambiguous" and found is not None:
                if self.names.module_target(found[1]) is not None:
                    self.names.namespaces[found[0].value] = decision.target
                    self.kept_names.add(found[0].value)
            if isinstance(decision, Rename) and found is not None and named_chain(use) is found[0]:
                root, name = found
                if self.names.module_target(name) is None and exported is not None and root.value not in exported:
                    self.plan.wanted.setdefault(root.value, set()).add(decision.target)

    def _apply(self, use: Use, decision: Decision) -> None:
        if isinstance(decision, Left):
            self._leave(use, decision)
        elif isinstance(decision, Rename):
            self._rename(use, decision)
        elif isinstance(decision, Assignment) or (isinstance(decision, ItemWritten) and use.role == "store"):
            self._assignment(use, decision)
        elif isinstance(decision, Keep) and use.role == "ambiguous":
            # Each import brings what stands for its own object.
            self.kept_names.add(cst.ensure_type(use.node, cst.Name).value)
        elif not isinstance(decision, Keep | Noted):
            change = replacement(decision, self._paths(use))
            if change is not None:
                self.replacements[use.node] = change
                self._whole.append(use.node)

    def _paths(self, use: Use) -> PathRenderer:
        """How targets are reached from a use; it does not hold the writer, which would keep the tree alive."""
        names = self.names
        return lambda target: dotted_node(names.path(use, target))

    def _rename(self, use: Use, decision: Rename) -> None:
        chain = named_chain(use)
        found = self.names.root(use)
        if use.role == "ambiguous" and found is not None and found[0].value in self.names.namespaces:
            return
        if found is not None and found[0].value in self.names.kept_locals:
            self._replace_chain(use, chain, self.names.path(use, decision.target))
            return
        if use.role == "alias":
            shared = assigned_names(use) & self.names.namespaces.keys()
            if shared:
                self._replace_chain(use, chain, self.names.path(use, self.names.namespaces[shared.pop()]))
                return
        if found is not None and chain is found[0] and self.names.module_target(found[1]) is None:
            if decision.target == self.plan.bound_target(found[0].value, found[1]):
                # The import itself now brings the target under this name.
                self.kept_names.add(found[0].value)
                return
        self._replace_chain(use, chain, self.names.path(use, decision.target))

    def _replace_chain(self, use: Use, chain: cst.BaseExpression, text: str) -> None:
        written = dotted(chain)
        if written == text:
            return
        root = chain_root(chain)
        if root is not None and written:
            rest = written[len(root.value) :]
            if rest and text.endswith(rest) and "." not in text[: -len(rest)]:
                new_root = text[: -len(rest)]
                self._texts.append((root, new_root))
                self.replacements[root] = lambda node: node.with_changes(value=new_root)
                return
        target = cst.parse_expression(text) if text.endswith(")") else dotted_node(text)
        self._texts.append((chain, text))
        self.replacements[chain] = lambda node: target.with_changes(lpar=node.lpar, rpar=node.rpar)  # type: ignore[attr-defined]

    def _leave(self, use: Use, decision: Left) -> None:
        """A use that stays reaches a placeholder: through the name it was imported by, or through ``torch``."""
        found = self.names.root(use)
        if isinstance(use.target, Method):
            self._leave_member(use, decision)
            return
        if found is None:
            if isinstance(use.target, Ref):
                # `getattr(torch, "name")` has no chain to keep: the placeholder's own attribute stands for it.
                top, _, rest = use.target.name.partition(".")
                if top == PLACEHOLDER_ROOT:
                    self.needs_placeholder = True
                    text = f"{self.names.placeholder}.{rest}"
                else:  # of a package that stays but for this
                    text = f'{self.names.path(None, f"helper.{PLACEHOLDER}")}("{use.target.name}")'
                self._replace_chain(use, named_chain(use), text)
            return
        root, name = found
        if use.role == "ambiguous":
            self.plan.ambiguous.add(root.value)
            return
        if name != PLACEHOLDER_ROOT and self.names.module_target(name) is None:
            self.kept_names.add(root.value)
            return
        full = use.target.name if isinstance(use.target, Ref) else name
        chain = named_chain(use)
        self.needs_placeholder = True
        self._replace_chain(use, chain, self.names.placeholder + full[len(PLACEHOLDER_ROOT) :])

    def _leave_member(self, use: Use, decision: Left) -> None:
        """A tensor's method that stays: where Paddle has another one of that name, it must not run in its place."""
        owner, _, member = decision.api.rpartition(".")
        if (
            use.role == "store"
            or owner != TENSOR_CLASS
            or not target_signatures(self.names.version).member("paddle.Tensor", member)
        ):
            return
        self.needs_placeholder = True
        path = dotted_node(f"{self.names.placeholder}{decision.api[len(PLACEHOLDER_ROOT) :]}")
        change = replacement(ReceiverFirst(decision.api, decision.proved, ""), lambda _: path)
        if change is not None:
            self.replacements[use.node] = change
            self._whole.append(use.node)

    def _assignment(self, use: Use, decision: Assignment | ItemWritten) -> None:
        statement = assignment_to(use)
        paths = self._paths(use)
        if isinstance(decision, ItemWritten):
            self.replacements[statement] = replacement(decision, paths)  # type: ignore[assignment]
        else:
            self.replacements[statement] = lambda node: rewrite_assignment(node, decision, paths)
        self._whole.append(statement)

    def _text_edit(self, node: cst.CSTNode, text: str) -> Edit | None:
        span = self.spans.get(node)
        if span is None:
            return None
        opening = "".join("(" for _ in getattr(node, "lpar", ()))
        if opening:
            return Edit(span.start, span.end, node_text(self.module, self.replacements[node](node), span.indent))
        return Edit(span.start, span.end, text)

    def _strings(self) -> dict[cst.CSTNode, str]:
        """New texts of types written as strings."""
        found: dict[cst.CSTNode, str] = {}
        for node, inside in self.facts.strings.items():
            before = self.module.code_for_node(inside)
            new = inside.visit(Rewriter(self.replacements))
            assert isinstance(new, cst.CSTNode)
            after = self.module.code_for_node(new)
            if after != before and before in node.raw_value:
                found[node] = f"{node.prefix}{node.quote}{node.raw_value.replace(before, after, 1)}{node.quote}"
        return found

    # ---- imports ----

    def left_imports(self) -> list[ImportBinding]:
        """Probes that stay as they are."""
        return [binding for binding in self.facts.imports if self.plan.is_left(binding)]

    def _import_statements(self) -> dict[cst.CSTNode, list[str]]:
        """New lines for each import statement that changes."""
        by_statement: dict[cst.CSTNode, list[ImportBinding]] = {}
        for binding in self.facts.imports:
            by_statement.setdefault(binding.statement, []).append(binding)
        along = along_items(self.facts, self.way)
        for moved in along:
            by_statement.setdefault(moved, [])
        lines: dict[cst.CSTNode, list[str]] = {}
        for statement, bindings in by_statement.items():
            new = self.plan.statement_lines(statement, bindings, along.get(statement, {}))  # type: ignore[arg-type,call-overload]
            if new is not None:
                lines[statement] = new
        for one in self.facts.along if self.way.base else ():
            if isinstance(one.statement, cst.ImportFrom):
                lines[one.statement] = from_lines(one, self.way)
        for star in self.facts.stars:
            lines[star.statement] = self.plan.star_lines(star, self._names_from(star.module))
        return lines

    def _rename_along(self) -> None:
        """Strings by which modules are imported of packages that the output has under another name."""
        for node in self.facts.along_names if self.way.base else ():
            text = self.way.name_expression(str(node.evaluated_value))
            new = cst.parse_expression(text)
            self.replacements[node] = lambda old, new=new: new  # type: ignore[misc]
            self._texts.append((node, text))

    def _names_from(self, module: str) -> set[str]:
        """Names that uses take from a star import."""
        imported = {b.local for b in self.facts.imports}
        found = set()
        for use, _ in self.decisions.values():
            root = self.names.root(use)
            if root is not None and root[0].value not in imported and root[1].startswith(f"{module}."):
                if root[1] == f"{module}.{root[0].value}":
                    found.add(root[0].value)
        return found

    def _statement_edits(self, statement: cst.CSTNode, lines: list[str]) -> list[Edit]:
        span = self.spans[statement]
        owner = self._owner_of[statement]
        alone = isinstance(owner, cst.SimpleStatementLine) and len(owner.body) == 1
        end = span.end - len(semicolon(self.module, statement))
        if lines == [self.source[span.start : end]]:
            return []
        indent = self.lines.indentation(span.start)
        comments = removed_comments(statement, "\n".join(lines))  # type: ignore[arg-type]
        edits: list[Edit] = []
        if comments and alone:
            start = self.lines.line_start(span.start)
            edits.append(
                Edit(start, start, "".join(f"{indent}{c}{self.newline}" for c in comments), ORDER_MARK, whole=True)
            )
        if not lines:
            at_module_level = owner in self.module.body
            if alone and at_module_level:
                return [*edits, *self._removed_line(span)]
            lines = ["pass"]
        separator = f"{self.newline}{indent}" if alone else "; "
        edits.append(Edit(span.start, end, separator.join(lines), whole=True))
        return edits

    def _removed_line(self, span: Span) -> list[Edit]:
        end = span.end
        while end < len(self.source) and self.source[end] in " \t":
            end += 1
        if self.source.startswith(("\r\n", "\n", "\r"), end):
            end += 2 if self.source.startswith("\r\n", end) else 1
            return [Edit(self.lines.line_start(span.start), end, "", whole=True)]
        return [Edit(span.start, end, "", whole=True)]

    # ---- the top of the file ----

    def prelude(self, helper_lines: list[str]) -> list[Edit]:
        """What must stand at the top: ``import paddle`` where nothing brings it, the helpers, the placeholder."""
        lines: list[str] = []
        for local, module in sorted(self.names.needed.items()):
            if not self._brings(local, module):
                lines.append(f"import {module}" if local == module else f"import {module} as {local}")
        if self.names.helpers:
            lines.extend(helper_lines)
        if self.needs_placeholder:
            lines.append(f'{self.names.placeholder} = {self.names.helper_module}.{PLACEHOLDER}("{PLACEHOLDER_ROOT}")')
        first = []
        if self.way.prelude:
            offset = beginning(self.module, self.spans, self.lines)
            text = self.way.prelude.replace("\n", self.newline) + self.newline
            first.append(Edit(offset, offset, text, ORDER_PATH, whole=True))
        if not lines:
            return first
        offset = prelude_offset(self.module, self.facts, self._new_lines, self.spans, self.lines)
        text = "".join(f"{line}{self.newline}" for line in lines)
        if offset and self.source[offset - 1] not in "\r\n":
            text = self.newline + text
        return [*first, Edit(offset, offset, text, ORDER_PRELUDE, whole=True)]

    def _brings(self, local: str, module: str) -> bool:
        """Whether an unconditional import at module level binds the name already."""
        if module != TARGET:
            return any(is_plain_import(s, local, module) for s in self.module.body)
        for binding in self.facts.imports:
            if binding.place == "module" and isinstance(binding.statement, cst.Import) and not self.plan.stays(binding):
                new = self.plan.new_binding(binding)
                if new is not None and new.local == local and new.module.split(".")[0] == module:
                    return True
        return False
