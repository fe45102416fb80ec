"""Decides, on the original tree, what becomes of each use of a source API."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from paconvert_ng.analysis.classes import Classes
from paconvert_ng.analysis.facts import Facts, Use
from paconvert_ng.analysis.knowledge import Knowledge, parse_type
from paconvert_ng.analysis.operators import needs_promotion
from paconvert_ng.analysis.tree_index import is_source_name
from paconvert_ng.analysis.values import NO_CONST, NONE, TENSOR_CLASS, UNKNOWN, Inst, Method, Ref, Value, options
from paconvert_ng.options import Options
from paconvert_ng.rewrite.bind import RECEIVER, Binding, bind
from paconvert_ng.rewrite.conditions import Conditions, literal
from paconvert_ng.rewrite.decisions import (
    Assignment,
    Augmented,
    Constant,
    Decision,
    Keep,
    Left,
    Noted,
    Operator,
    ReceiverFirst,
    Rename,
    RenameMember,
    Render,
)
from paconvert_ng.rewrite.template import names_in_order, parse_template
from paconvert_ng.rules.model import Rule, Signature, Variant

_NO_ARGS = Signature(())

#: Methods that containers and strings also have: a parameter of `forward` that calls one need not be a tensor.
_CONTAINER_METHODS = frozenset(
    name for cls in (list, dict, str, set, tuple) for name in dir(cls) if not name.startswith("_")
)


def is_pure(node: cst.BaseExpression) -> bool:
    """Whether evaluating a node has no effect, so that it may be moved, dropped or repeated."""
    if isinstance(node, cst.Name | cst.Integer | cst.Float | cst.Imaginary | cst.SimpleString | cst.Ellipsis):
        return True
    if isinstance(node, cst.Attribute):
        return is_pure(node.value)
    if isinstance(node, cst.UnaryOperation):
        return is_pure(node.expression)
    if isinstance(node, cst.Tuple | cst.List):
        return all(isinstance(e, cst.Element) and is_pure(e.value) for e in node.elements)
    return False


class Matcher:
    """Decides for the uses of one file."""

    def __init__(self, facts: Facts, classes: Classes, knowledge: Knowledge, options_: Options) -> None:
        self.facts = facts
        self.classes = classes
        self.knowledge = knowledge
        self.options = options_

    def decide(self, use: Use) -> Decision | None:
        """The decision, or None if the use turns out to be none of a source API."""
        if isinstance(use.target, Ref):
            return self._decide_name(use, use.target.name)
        return self._decide_member(use, use.target)

    # ---- names ----

    def _decide_name(self, use: Use, name: str) -> Decision:
        rule = self.knowledge.rule(name)
        if use.role == "ambiguous":
            target = self.knowledge.stand_in(name)
            if target:
                return Rename(name, rule is not None and rule.proved, target)
            return Left(
                name, False, "PC107", "the name means something else on another path; import it under its own name"
            )
        if use.role == "absent" and isinstance(use.node, cst.Call) and is_pure(use.node.args[2].value):
            # `getattr(torch, name, default)` of a name that torch does not have.
            return Constant(name, True, cst.Module([]).code_for_node(use.node.args[2].value))
        if use.role == "test":
            # `hasattr(torch, "compile")` asks for a feature; the answer is that of the torch that rules are for.
            return Constant(name, True, str(rule is not None or self.knowledge.kind(name) != ""))
        if rule is None:
            owner, _, member = name.rpartition(".")
            if self.knowledge.kind(owner) == "class" and self.knowledge.stand_in(owner).startswith("helper."):
                # The helper class has what torch's class has: `nn.LayerNorm.forward(self, x)`.
                return Rename(name, True, f"{self.knowledge.stand_in(owner)}.{member}")
            if use.role == "alias" and name in self.knowledge.rules.modules:
                return Rename(name, True, self.knowledge.rules.modules[name])
            if name in self.knowledge.rules.modules:
                return Left(name, False, "PC108", "the module itself is used as a value; name what is taken from it")
            return Left(name, False, "PC101", "no rule converts it")
        if rule.leave:
            return Left(name, rule.proved, "PC102", rule.leave)
        if rule.kind in ("method", "attribute"):
            return self._decide_unbound(rule, name)
        if use.role == "call" and isinstance(use.node, cst.Call):
            return self._decide_call(rule, name, use.node, None)
        target = rule.type if use.role == "type" and rule.type else self.knowledge.stand_in(name)
        if target:
            return Rename(name, rule.proved, target)
        if rule.kind in ("value", "module") and rule.variants:
            for variant in rule.variants:
                if variant.to and self._conditions(Binding(_NO_ARGS), ()).holds(variant.when):
                    return Render(name, rule.proved, variant.to, Binding(_NO_ARGS))
        return Left(
            name,
            rule.proved,
            "PC108",
            "its conversion depends on the arguments, so it cannot be used as a value; wrap it in a function",
        )

    def _decide_unbound(self, rule: Rule, name: str) -> Decision:
        """``torch.Tensor.item`` named through its class."""
        if rule.drop_in.startswith(f"{RECEIVER}."):
            cls = name.rpartition(".")[0]
            holder = self.knowledge.rule(cls)
            target = (holder.type or holder.drop_in or holder.helper) if holder is not None else ""
            if target:
                return Rename(name, rule.proved, f"{target}.{rule.drop_in[len(RECEIVER) + 1 :]}")
        target = rule.helper or (rule.drop_in if not rule.drop_in.startswith(f"{RECEIVER}.") else "")
        if target:
            return Rename(name, rule.proved, target)
        return Left(name, rule.proved, "PC108", "the method is named through its class; call it on an object")

    # ---- calls ----

    def _decide_call(self, rule: Rule, name: str, call: cst.Call, receiver: cst.BaseExpression | None) -> Decision:
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
            return self._drop_in(rule, name, receiver, call)
        if rule.helper:
            if receiver is not None:
                return ReceiverFirst(name, rule.proved, rule.helper)
            return Rename(name, rule.proved, rule.helper)
        return Left(name, rule.proved, *reason)

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

    def _drop_in(self, rule: Rule, name: str, receiver: cst.BaseExpression | None, call: cst.Call | None) -> Decision:
        if receiver is None:
            return Rename(name, rule.proved, rule.drop_in)
        head, _, member = rule.drop_in.partition(".")
        if head != RECEIVER:
            return ReceiverFirst(name, rule.proved, rule.drop_in)
        if member == name.rpartition(".")[2]:
            return Keep(name, rule.proved)
        return RenameMember(name, rule.proved, member)

    def _conditions(
        self, binding: Binding, args: Sequence[cst.Arg], receiver: cst.BaseExpression | None = None
    ) -> Conditions:
        values: dict[str, tuple[Value, ...]] = {
            param: tuple(UNKNOWN if args[i].star else self.facts.values.get(args[i].value, UNKNOWN) for i in indices)
            for param, indices in binding.given.items()
        }
        if receiver is not None:
            values[RECEIVER] = (self.facts.values.get(receiver, UNKNOWN),)
        return Conditions(values, {p.name: p for p in binding.missing}, self.options)

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
            conditions = self._conditions(binding, call.args, receiver)
            truth = conditions.holds(variant.when)
            if truth is not True:
                reason = ("PC104", f"whether `{variant.when}` is not known here") if truth is None else reason
                continue
            if variant.leave:
                return Left(name, rule.proved, "PC102", variant.leave)
            for param, allowed in rule.only:
                fits = conditions.is_one_of(param, allowed)
                if fits is False:
                    return ("PC103", f"the argument {param!r} is handled only as {' or '.join(allowed)}")
                if fits is None:
                    return (
                        "PC104",
                        f"the value of the argument {param!r} is not known (handled: {', '.join(allowed)})",
                    )
            problem = self._cannot_render(variant, rule, binding, call.args, receiver)
            if problem:
                reason = problem
                continue
            if _is_identity(variant.to, binding, call, receiver, name):
                return Keep(name, rule.proved)
            return Render(name, rule.proved, variant.to, binding, variant.omit)
        return reason

    def _cannot_render(
        self,
        variant: Variant,
        rule: Rule,
        binding: Binding,
        args: Sequence[cst.Arg],
        receiver: cst.BaseExpression | None,
    ) -> tuple[str, str] | None:
        """Why the template cannot be filled in without changing what is evaluated, or when; None if it can."""
        names = frozenset((*binding.given, *(p.name for p in binding.missing), RECEIVER))
        order = names_in_order(parse_template(variant.to), names)
        only = {param for param, _ in rule.only}
        for param in binding.missing:
            if (
                param.name in order
                and param.kind != "var_positional"
                and param.name not in variant.omit
                and literal(param.default or "") is NO_CONST
            ):
                return ("PC103", f"the default of {param.name!r} cannot be written out")
        impure: list[str] = []
        if receiver is not None and not is_pure(receiver):
            impure.append(RECEIVER)
        by_index = sorted((i, name) for name, indices in binding.given.items() for i in indices)
        for index, name in by_index:
            if is_pure(args[index].value):
                continue
            if name not in order:
                if name not in only:
                    return ("PC106", f"the argument {name!r} would not be evaluated")
                continue
            if name not in impure:
                impure.append(name)
        used = [name for name in order if name in impure]
        if used != impure:
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

    # ---- methods and attributes ----

    def _decide_member(self, use: Use, target: Method) -> Decision | None:
        found = self._member(target)
        if found is None:
            return None
        member, weak = found
        if not member:
            return self._decide_unknown(use, target.name)
        rule = self.knowledge.rule(member)
        receiver = _receiver(use.node)
        if rule is None:
            if weak or self._comes_with_its_class(use, target, member):
                return None
            return Left(member, False, "PC101", "no rule converts it")
        if rule.leave:
            return None if weak else Left(member, rule.proved, "PC102", rule.leave)
        return self._decide_known(use, rule, member, receiver)

    def _comes_with_its_class(self, use: Use, target: Method, member: str) -> bool:
        """Whether a member without a rule needs none: a helper class has it, as it has what torch's class stores."""
        if target.name.startswith("__") or (use.role != "call" and self.knowledge.kind(member) != "attribute"):
            return True
        classes = {o.cls for o in options(target.receiver) if isinstance(o, Inst)} - {"builtins.None"}
        if TENSOR_CLASS in classes or member.startswith(f"{TENSOR_CLASS}."):
            return False
        return use.role != "call" or all(self._is_helper_class(cls) for cls in classes)

    def _is_helper_class(self, cls: str) -> bool:
        """Whether a class, or the nearest source class that it derives from, becomes a helper class."""
        source = next((name for name in self.classes.lineage(cls) if is_source_name(name)), "")
        return self.knowledge.stand_in(source).startswith("helper.") if source else False

    def _decide_known(self, use: Use, rule: Rule, member: str, receiver: cst.BaseExpression) -> Decision | None:
        if isinstance(use.node, cst.AugAssign):
            if not is_pure(use.node.target):
                return Left(
                    member, rule.proved, "PC106", "the target would be evaluated twice; assign it to a name first"
                )
            return Augmented(member, rule.proved, rule.helper)
        if isinstance(use.node, cst.BinaryOperation):
            return Operator(member, rule.proved, rule.helper) if rule.helper else None
        if use.role == "call" and isinstance(use.node, cst.Call):
            if rule.kind == "attribute":
                return None
            return self._decide_call(rule, member, use.node, receiver)
        if use.role in ("store", "delete"):
            if rule.set:
                if not use.simple:
                    return Left(
                        member,
                        rule.proved,
                        "PC103",
                        "the assignment is part of a larger one; give it a statement of its own",
                    )
                return Assignment(member, rule.proved, rule.set)
            if rule.kind == "attribute" and rule.drop_in == f"{RECEIVER}.{member.rpartition('.')[2]}":
                return Keep(member, rule.proved)
            return Left(member, rule.proved, "PC103", "it cannot be assigned to") if rule.kind == "attribute" else None
        if rule.kind == "attribute":
            if rule.drop_in:
                return self._drop_in(rule, member, receiver, None)
            for variant in rule.variants:
                if variant.to and self._conditions(Binding(_NO_ARGS), (), receiver).holds(variant.when):
                    return Render(member, rule.proved, variant.to, Binding(_NO_ARGS))
            if rule.helper:
                return ReceiverFirst(member, rule.proved, rule.helper)
            return Left(member, rule.proved, "PC103", "its conversion is not known here")
        if rule.drop_in:
            kept = self._drop_in(rule, member, receiver, None)
            return (
                kept
                if isinstance(kept, Keep | RenameMember)
                else Left(member, rule.proved, "PC108", "the bound method is used as a value")
            )
        return Left(member, rule.proved, "PC108", "the bound method is used as a value; wrap it in a function")

    def _member(self, target: Method) -> tuple[str, bool] | None:
        """The source member that an attribute certainly is, and whether only by custom.

        ("", False) if it is not known; None if it is none.
        """
        found: set[str] = set()
        weak = False
        for option in options(target.receiver):
            if option == NONE:
                continue
            if isinstance(option, Inst):
                if option.weak and target.name in _CONTAINER_METHODS:
                    found.add("")
                    continue
                weak = weak or option.weak
                member = self.classes.source_members(option.cls, target.name)
                if member:
                    found.add(member)
                elif (
                    ":" in option.cls
                    and not self.classes.defines(option.cls, target.name)
                    and self.classes.base_names(option.cls) is None
                ):
                    found.add("")
                else:
                    found.add("none")
            else:
                found.add("none" if isinstance(option, Ref) else "")
        if found == {"none"} or not found:
            return None
        if len(found) == 1:
            return found.pop(), weak
        return "", False

    def _decide_unknown(self, use: Use, name: str) -> Decision | None:
        """A receiver of unknown type: leave what means the same in both, else look at the receiver at run time."""
        wanted = "method" if use.role in ("call", "operator") else "attribute"
        helpers: dict[str, Decision] = {}
        changed: list[Decision] = []
        for member in self.knowledge.members_called(name):
            rule = self.knowledge.rule(member)
            if rule is None or rule.kind != wanted or rule.leave:
                continue
            if use.role == "call" and isinstance(use.node, cst.Call) and self._cannot_be_call_of(rule, use.node):
                continue
            decision = self._decide_known(use, rule, member, _receiver(use.node))
            if decision is None or isinstance(decision, Keep):
                continue
            changed.append(decision)
            if rule.unknown == "helper":
                if isinstance(decision, Assignment):
                    helpers[decision.template] = decision
                elif isinstance(decision, Augmented):
                    helpers[decision.target] = decision
                elif rule.helper and use.role != "store":
                    helpers[rule.helper] = ReceiverFirst(member, rule.proved, rule.helper)
        if len(helpers) == 1:
            return next(iter(helpers.values()))
        if not helpers:
            # What changes a known receiver's call but has no helper is left: its rule says that this means the same.
            return None if changed else self._unruled(use, name)
        api, proved = changed[0].api, changed[0].proved
        return Noted(api, proved, "PC201", f"several classes have .{name}; if the receiver is one, convert it by hand")

    def _unruled(self, use: Use, name: str) -> Decision | None:
        """A call of a tensor's method that no rule knows, on a receiver that may be one."""
        member = f"{TENSOR_CLASS}.{name}"
        if use.role != "call" or self.knowledge.rule(member) is not None or self.knowledge.kind(member) != "method":
            return None
        return Noted(
            member, False, "PC201", f"no rule converts .{name}; if the receiver is a tensor, convert it by hand"
        )

    def _cannot_be_call_of(self, rule: Rule, call: cst.Call) -> bool:
        """Whether the arguments fit no form of the method, so that the receiver is something else."""
        signatures = rule.signatures or tuple(s for v in rule.variants for s in v.signatures)
        if not signatures or any(arg.star for arg in call.args):
            return False
        for signature in signatures:
            binding = bind(call.args, signature)
            if not isinstance(binding, str) and not self.contradicts(binding, call.args):
                return False
        return True


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


def _receiver(node: cst.BaseExpression | cst.AugAssign) -> cst.BaseExpression:
    if isinstance(node, cst.BinaryOperation):
        return node.left
    if isinstance(node, cst.AugAssign):
        return cst.ensure_type(node.target, cst.BaseExpression)  # type: ignore[type-abstract]
    func = node.func if isinstance(node, cst.Call) else node
    return cst.ensure_type(func, cst.Attribute).value


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
