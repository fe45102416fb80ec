"""Decides what becomes of one call by its rule: the first variant that is known to hold, a drop-in, the helper."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import libcst as cst

from paconvert_ng.analysis.classes import Classes
from paconvert_ng.analysis.facts import Facts
from paconvert_ng.analysis.knowledge import Knowledge, parse_type
from paconvert_ng.analysis.operators import NUMBERS, needs_promotion
from paconvert_ng.analysis.values import NO_CONST, TENSOR_CLASS, UNKNOWN, Inst, Value, options
from paconvert_ng.options import Options
from paconvert_ng.rewrite.bind import RECEIVER, Binding, bind
from paconvert_ng.rewrite.conditions import Conditions, literal
from paconvert_ng.rewrite.decisions import (
    Decision,
    Keep,
    Left,
    ReceiverFirst,
    Rename,
    RenameMember,
    Render,
)
from paconvert_ng.rewrite.effects import Effects, is_pure
from paconvert_ng.rewrite.reentry import Reentry
from paconvert_ng.rewrite.template import names_in_order, parse_template
from paconvert_ng.rules.fits import has_kind
from paconvert_ng.rules.model import Rule, Variant
from paconvert_ng.rules.out import OUT
from paconvert_ng.rules.signatures import target_signatures

#: Methods of Paddle's tensors that a static graph does not have in every form: a helper looks at what it is there.
EAGER_METHODS = frozenset({"size", "view", "repeat", "unflatten"})


class CallMatcher:
    """Decides for calls, by what the analysis knows of their arguments."""

    def __init__(self, facts: Facts, classes: Classes, knowledge: Knowledge, options_: Options) -> None:
        self.facts = facts
        self.classes = classes
        self.knowledge = knowledge
        self.options = options_
        self.effects = Effects(facts)
        self.reentry = Reentry(classes.functions.values())

    def decide_call(self, rule: Rule, name: str, call: cst.Call, receiver: cst.BaseExpression | None) -> Decision:
        reason = ("PC105", "no form of the call is handled")
        # Tensors of different dtypes are what plain Paddle refuses and the helper promotes.
        mixed = bool(rule.helper) and self._mixes_dtypes(call, receiver)
        for variant in () if mixed else rule.variants:
            outcome = self._try_variant(rule, name, variant, call, receiver)
            if isinstance(outcome, Decision):
                return outcome
            if outcome is not None:
                reason = outcome
        if rule.drop_in and not mixed:
            unknown = self._unknown_keyword(rule.drop_in, call) if receiver is None else ""
            if not unknown:
                return self.drop_in_decision(rule, name, receiver, call)
            reason = ("PC103", f"Paddle's has no parameter {unknown!r}")
        if rule.helper:
            if receiver is not None:
                return ReceiverFirst(name, rule.proved, rule.helper)
            return Rename(name, rule.proved, rule.helper)
        return Left(name, rule.proved, *reason)

    def _unknown_keyword(self, target: str, call: cst.Call) -> str:
        """The first keyword of a call that a target of Paddle certainly does not take; "" if there is none."""
        keywords = [arg.keyword.value for arg in call.args if arg.keyword is not None]
        if not keywords or target.startswith("helper."):
            return ""
        snapshot = target_signatures(self.options.paddle_version)
        signatures = () if snapshot.loose(target) else snapshot.signatures(target)
        known = {param.name for signature in signatures for param in signature.params} | {*snapshot.keywords(target)}
        open_ended = any(has_kind(signature, "var_keyword") for signature in signatures)
        return next((k for k in keywords if k not in known), "") if signatures and not open_ended else ""

    def _mixes_dtypes(self, call: cst.Call, receiver: cst.BaseExpression | None) -> bool:
        nodes = [a.value for a in call.args if not a.star] + ([receiver] if receiver is not None else [])
        tensors = [v for v in (self.facts.values.get(n) for n in nodes) if isinstance(v, Inst) and v.dtype]
        return any(needs_promotion(tensors[0], other) for other in tensors[1:]) or any(map(self._is_mixed_list, nodes))

    def _is_mixed_list(self, node: cst.BaseExpression) -> bool:
        """Whether a list literal holds a tensor of known dtype beside one of another, or of none that is known."""
        if not isinstance(node, cst.List | cst.Tuple) or len(node.elements) < 2:
            return False
        values = [self.facts.values.get(element.value, UNKNOWN) for element in node.elements]
        dtypes = {v.dtype if isinstance(v, Inst) and v.cls == TENSOR_CLASS else "" for v in values}
        return len(dtypes) > 1 and len({"float" if "float" in dtype else dtype for dtype in dtypes}) > 1

    def drop_in_decision(
        self, rule: Rule, name: str, receiver: cst.BaseExpression | None, call: cst.Call | None
    ) -> Decision:
        if receiver is None:
            return Rename(name, rule.proved, rule.drop_in)
        head, _, member = rule.drop_in.partition(".")
        if head != RECEIVER:
            return ReceiverFirst(name, rule.proved, rule.drop_in)
        if member == name.rpartition(".")[2]:
            return Keep(name, rule.proved)
        return RenameMember(name, rule.proved, member)

    def conditions(
        self,
        binding: Binding,
        args: Sequence[cst.Arg],
        receiver: cst.BaseExpression | None = None,
        call: cst.Call | None = None,
    ) -> Conditions:
        values: dict[str, tuple[Value, ...]] = {
            param: tuple(UNKNOWN if args[i].star else self.facts.values.get(args[i].value, UNKNOWN) for i in indices)
            for param, indices in binding.given.items()
        }
        if receiver is not None:
            values[RECEIVER] = (self.facts.values.get(receiver, UNKNOWN),)

        def written_out(param: str) -> bool:
            indices = binding.given.get(param, ())
            return bool(indices) and all(
                not args[i].star and self._is_display_of_numbers(args[i].value) for i in indices
            )

        missing = {p.name: p for p in binding.missing}
        return Conditions(values, missing, self.options, lambda: self._reenters(call), written_out)

    def _is_display_of_numbers(self, node: cst.BaseExpression) -> bool:
        """Whether a list or tuple is written out here, with numbers that stand in the text, nested or not."""
        return isinstance(node, cst.List | cst.Tuple) and all(
            isinstance(element, cst.Element)
            and (self._is_display_of_numbers(element.value) or _is_known_number(self.facts.values.get(element.value)))
            for element in node.elements
        )

    def _reenters(self, call: cst.Call | None) -> bool:
        decorated = self.facts.decorators.get(call) if call is not None else None
        return decorated is not None and self.reentry.is_possible(decorated)

    def _try_variant(
        self, rule: Rule, name: str, variant: Variant, call: cst.Call, receiver: cst.BaseExpression | None
    ) -> Decision | tuple[str, str] | None:
        """A decision if the variant is known to apply, else why it does not."""
        reason: tuple[str, str] | None = None
        for signature in variant.signatures or rule.signatures:
            binding = bind(call.args, signature)
            if isinstance(binding, str):
                reason = reason or ("PC105", binding)
                continue
            if self.contradicts(binding, call.args):
                continue
            conditions = self.conditions(binding, call.args, receiver, call)
            truth = conditions.holds(variant.when)
            if truth is not True:
                reason = ("PC104", f"whether `{variant.when}` is not known here") if truth is None else reason
                continue
            if variant.leave:
                return Left(name, rule.proved, "PC102", variant.leave)
            for param, allowed in rule.only:
                if param == OUT and param in names_in_order(variant.to, frozenset((param,))):
                    continue
                fits = conditions.is_one_of(param, allowed)
                if fits is False:
                    return ("PC103", f"the argument {param!r} is handled only as {' or '.join(allowed)}")
                if fits is None:
                    return (
                        "PC104",
                        f"the value of the argument {param!r} is not known (handled: {', '.join(allowed)})",
                    )
            for template in (variant.to, self._in_authors_order(variant, binding)):
                problem = self._cannot_render(template, variant, rule, binding, call.args, receiver)
                if not problem:
                    if _is_identity(template, binding, call, receiver, name):
                        return Keep(name, rule.proved)
                    return Render(name, rule.proved, template, binding, variant.omit)
                reason = problem
        return reason

    def _in_authors_order(self, variant: Variant, binding: Binding) -> str:
        """The template of a plain call with its keywords in the caller's order; itself if it is none."""
        tree = parse_template(variant.to)
        if not isinstance(tree, cst.Call) or any(arg.star for arg in tree.args):
            return variant.to
        place = {name: indices[0] for name, indices in binding.given.items() if indices}
        code = cst.Module([]).code_for_node

        def rank(arg: cst.Arg) -> int:
            return -1 if arg.keyword is None else place.get(code(arg.value), len(place))

        texts = [
            f"{arg.keyword.value}={code(arg.value)}" if arg.keyword is not None else code(arg.value)
            for arg in sorted(tree.args, key=rank)
        ]
        return f"{code(tree.func)}({', '.join(texts)})"

    def _cannot_render(
        self,
        template: str,
        variant: Variant,
        rule: Rule,
        binding: Binding,
        args: Sequence[cst.Arg],
        receiver: cst.BaseExpression | None,
    ) -> tuple[str, str] | None:
        """Why the template cannot be filled in without changing what is evaluated, or when; None if it can."""
        names = frozenset((*binding.given, *(p.name for p in binding.missing), RECEIVER))
        order = names_in_order(template, names)
        only = {param for param, _ in rule.only}
        for param in binding.missing:
            if (
                param.name in order
                and param.kind != "var_positional"
                and param.name not in variant.omit
                and literal(param.default or "") is NO_CONST
            ):
                return ("PC103", f"the default of {param.name!r} cannot be written out")
        written: list[tuple[str, cst.BaseExpression]] = [] if receiver is None else [(RECEIVER, receiver)]
        by_index = sorted((i, name) for name, indices in binding.given.items() for i in indices)
        written += [(name, args[index].value) for index, name in by_index]
        impure = [(name, node) for name, node in written if not is_pure(node)]
        for name, _ in impure:
            if name not in order and name not in only and name != RECEIVER:
                return ("PC106", f"the argument {name!r} would not be evaluated")
        effects = list(dict.fromkeys(name for name, _ in impure if name in order or name == RECEIVER))
        nodes = [node for _, node in impure]
        # What an effect may change is read on the side of it on which the author reads it.
        reads = {n for n, node in written if n not in effects and nodes and self.effects.may_change(node, nodes)}
        wanted = [n for n in dict.fromkeys(name for name, _ in written) if n in effects or n in reads]
        used = [name for name in order if name in effects]
        if used != effects or any(
            _reads_before(effect, order, reads) != _reads_before(effect, wanted, reads.intersection(order))
            for effect in effects
        ):
            return ("PC106", "the arguments would be evaluated in another order, or more than once")
        return None

    def contradicts(self, binding: Binding, args: Sequence[cst.Arg]) -> bool:
        """Whether an argument certainly has another type than its parameter, so that this cannot be the API's call."""
        for param in binding.signature.params:
            declared = parse_type(param.annotation)
            for index in binding.given.get(param.name, ()):
                value = self.facts.values.get(args[index].value, UNKNOWN)
                if isinstance(value, Inst) and not args[index].star:
                    if all(isinstance(d, Inst) and _never(d, value) for d in options(declared)):
                        return True
        return False


def _reads_before(effect: str, order: Sequence[str], reads: Collection[str]) -> tuple[set[str], set[str]]:
    """Those of ``reads`` that stand before an argument, and those behind it."""
    place = order.index(effect)
    return {n for n in order[:place] if n in reads}, {n for n in order[place:] if n in reads}


def _never(declared: Inst, value: Inst) -> bool:
    """Whether a value of one builtin type (or tensor) can never be passed for another."""
    numbers = {"builtins.int", "builtins.float", "builtins.bool", "builtins.complex"}
    sequences = {"builtins.list", "builtins.tuple", "torch.Size"}
    kinds = {**dict.fromkeys(numbers, "number"), "builtins.str": "str", TENSOR_CLASS: "tensor", "builtins.dict": "dict"}
    if declared.cls in sequences and kinds.get(value.cls) in ("str", "number", "dict"):
        return True
    first, second = kinds.get(declared.cls), kinds.get(value.cls)
    if first == "number" and second == "tensor":
        return False
    return (
        first is not None and second is not None and first != second and not (first == "tensor" and second == "number")
    )


def _is_identity(
    template: str, binding: Binding, call: cst.Call, receiver: cst.BaseExpression | None, name: str
) -> bool:
    """Whether a method template calls the same method with the caller's arguments as they stand."""
    tree = parse_template(template)
    if receiver is None or not isinstance(tree, cst.Call) or not isinstance(tree.func, cst.Attribute):
        return False
    holder = tree.func.value
    if not (
        isinstance(holder, cst.Name) and holder.value == RECEIVER and tree.func.attr.value == name.rpartition(".")[2]
    ):
        return False
    wanted: list[tuple[str, str, str]] = []
    for arg in tree.args:
        if not isinstance(arg.value, cst.Name) or (
            arg.value.value not in binding.given and not _is_missing(binding, arg.value.value)
        ):
            return False
        if arg.value.value in binding.given:
            wanted.append((arg.keyword.value if arg.keyword else "", arg.star, arg.value.value))
    written: list[tuple[str, str, str]] = []
    by_index = {i: param for param, indices in binding.given.items() for i in indices}
    for index, arg in enumerate(call.args):
        param = by_index[index]
        star = "*" if (found := binding.param(param)) is not None and found.kind == "var_positional" else ""
        entry = (arg.keyword.value if arg.keyword else "", star, param)
        if not (star and entry in written):
            written.append(entry)
    return wanted == written


def _is_missing(binding: Binding, name: str) -> bool:
    return any(p.name == name for p in binding.missing)


def _is_known_number(value: Value | None) -> bool:
    return isinstance(value, Inst) and value.cls in NUMBERS and value.const is not NO_CONST
