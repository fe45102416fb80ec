"""Decides, on the original tree, what becomes of each use of a source API."""

from __future__ import annotations

import libcst as cst

from paconvert_ng.analysis.by_name import ASKERS, RUN_TIME
from paconvert_ng.analysis.classes import MODULE_CLASS
from paconvert_ng.analysis.facts import Use, receiver_of
from paconvert_ng.analysis.items import is_tensor
from paconvert_ng.analysis.module_index import is_source_name
from paconvert_ng.analysis.values import NONE, TENSOR_CLASS, UNKNOWN, Inst, Method, Ref, options
from paconvert_ng.rewrite.as_value import bound_if_tensor, lambda_text
from paconvert_ng.rewrite.attached import attached
from paconvert_ng.rewrite.bind import RECEIVER, Binding, bind, names_parameter_of, only_of_helper
from paconvert_ng.rewrite.call_match import EAGER_METHODS, CallMatcher
from paconvert_ng.rewrite.conditions import Conditions
from paconvert_ng.rewrite.decisions import (
    Assignment,
    Augmented,
    Bound,
    ByPosition,
    Constant,
    Decision,
    Equality,
    Keep,
    Left,
    Noted,
    Operator,
    ReceiverFirst,
    Rename,
    RenameMember,
    Render,
    Respelled,
)
from paconvert_ng.rewrite.effects import is_pure
from paconvert_ng.rewrite.items import decide_item
from paconvert_ng.rewrite.transformer import method_call
from paconvert_ng.rules.model import Rule, Signature, Variant
from paconvert_ng.rules.signatures import source_signatures

_NO_ARGS = Signature(())
TARGET_ROOT = "paddle"

_TWICE = "the target would be evaluated twice; assign it to a name first"
_BEFORE = "the file was converted before; if the receiver is a tensor that came later, convert it by hand"
#: Methods that containers and strings also have: a parameter of `forward` that calls one need not be a tensor.
_CONTAINER_METHODS = frozenset(
    name for cls in (list, dict, str, set, tuple) for name in dir(cls) if not name.startswith("_")
)


class Matcher(CallMatcher):
    """Decides for the uses of one file."""

    def decide(self, use: Use) -> Decision | None:
        """The decision, or None if the use turns out to be none of a source API."""
        if isinstance(use.target, Ref):
            return self._decide_name(use, use.target.name)
        return self._decide_member(use, use.target)

    # ---- names ----

    def _decide_identity(self, rule: Rule | None, name: str) -> Decision | None:
        """``type(x) is nn.ReLU``: an instance may be of the helper class, or of Paddle's own."""
        if rule is None or rule.leave or not rule.helper:
            return None
        makes_paddles = any(variant.to.startswith("paddle.") for variant in rule.variants)
        return Equality(name, rule.proved) if makes_paddles and rule.type not in ("", rule.helper) else None

    def _decide_name(self, use: Use, name: str) -> Decision | None:
        if use.role == "import":
            return Rename(name, True, RUN_TIME[name]) if self.facts.names_in_text else None
        if use.role == "question":
            return Rename(name, True, ASKERS[name])
        rule = self.knowledge.rule(name)
        if use.role == "dtype_lookup":
            return Rename(name, True, f"{self.knowledge.stand_in(name)}_dtypes")
        if use.role == "optional":  # None on another path: the name itself must hold whichever it is
            use.role = "ambiguous" if self.knowledge.kind(name) == "module" and rule is not None else "value"
        if use.role == "ambiguous":
            targets = [self.knowledge.stand_in(possible) for possible in (name, *use.others)]
            if all(targets):
                proved = rule is not None and rule.proved
                return Rename(name, proved, targets[0]) if len(set(targets)) == 1 else Keep(name, proved)
            return Left(
                name, False, "PC107", "the name means something else on another path; import it under its own name"
            )
        if use.role == "absent" and isinstance(use.node, cst.Call) and is_pure(use.node.args[2].value):
            # `getattr(torch, name, default)` of what torch, or the conversion, does not have.
            return Constant(name, True, cst.Module([]).code_for_node(use.node.args[2].value))
        if use.role == "test":
            # `hasattr(torch, "compile")` asks for a feature; the answer is that of the torch that rules are for.
            if place := attached(self.knowledge, name, self.options.paddle_version):
                return Render(name, True, "hasattr({}, {!r})".format(*place.rsplit(".", 1)), Binding(_NO_ARGS))
            return Constant(name, True, str(rule is not None or self.knowledge.kind(name) != ""))
        if use.role == "identity":
            return self._decide_identity(rule, name)
        if use.role == "module_name":
            return Constant(name, True, f'"{TARGET_ROOT}"')
        if use.role == "alias" and name in self.knowledge.rules.modules:
            return Rename(name, True, self.knowledge.rules.modules[name])
        if rule is None:
            owner, _, member = name.rpartition(".")
            if use.role == "store" and (place := attached(self.knowledge, name, self.options.paddle_version)):
                return Rename(name, True, place)
            if self.knowledge.kind(owner) == "class" and self.knowledge.stand_in(owner).startswith("helper."):
                # The helper class has what torch's class has: `nn.LayerNorm.forward(self, x)`.
                return Rename(name, True, f"{self.knowledge.stand_in(owner)}.{member}")
            owner, _, member = name.partition(".__dict__")
            if owner != name and self.knowledge.kind(owner) == "module" and self.knowledge.stand_in(owner):
                return Rename(name, True, f"{self.knowledge.stand_in(owner)}.__dict__{member}")
            if name in self.knowledge.rules.modules:
                return Left(name, False, "PC108", "the module itself is used as a value; name what is taken from it")
            return self._without_rule(name)
        if rule.leave:
            return Left(name, rule.proved, "PC102", rule.leave)
        if rule.kind in ("method", "attribute"):
            return self._decide_unbound(rule, name, use.node)
        if use.role == "call" and isinstance(use.node, cst.Call):
            return self.decide_call(rule, name, use.node, None)
        target = rule.type if use.role == "type" and rule.type else self.knowledge.stand_in(name)
        if use.role == "class_value" and rule.kind == "function" and (target or lambda_text(rule)):
            # A function of torch's core is no method where a class holds it, as one written in Python would be.
            return Render(name, rule.proved, f"staticmethod({target or lambda_text(rule)})", Binding(_NO_ARGS))
        if target:
            return Rename(name, rule.proved, target)
        if rule.kind in ("value", "module") and rule.variants:
            for variant in rule.variants:
                if variant.to and self.conditions(Binding(_NO_ARGS), ()).holds(variant.when):
                    return Render(name, rule.proved, variant.to, Binding(_NO_ARGS))
        function = lambda_text(rule) if use.role != "base" else ""
        if function:
            return Render(name, rule.proved, function, Binding(_NO_ARGS))
        return Left(
            name,
            rule.proved,
            "PC108",
            "its conversion depends on the arguments, so it cannot be used as a value; wrap it in a function",
        )

    def _without_rule(self, name: str) -> Left:
        reason = self.knowledge.left_because(name)
        return Left(name, False, "PC102", reason) if reason else Left(name, False, "PC101", "no rule converts it")

    def _decide_unbound(self, rule: Rule, name: str, node: cst.CSTNode) -> Decision:
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
        if isinstance(node, cst.Call) and node.args and not node.args[0].star and node.args[0].keyword is None:
            inner = self.decide_call(rule, name, method_call(node), node.args[0].value)
            return inner if isinstance(inner, Left) else Respelled(name, rule.proved, inner)
        return Left(name, rule.proved, "PC108", "the method is named through its class; call it on an object")

    # ---- methods and attributes ----

    def _decide_member(self, use: Use, target: Method) -> Decision | None:
        if target.name == "__call__" and isinstance(target.receiver, Inst) and isinstance(use.node, cst.Call):
            return self._decide_layer_call(use.node, target.receiver.cls)
        if isinstance(use.node, cst.Subscript):
            return decide_item(use)
        if target.name == "__setattr__" and use.role == "store":
            return self._decide_hidden(use)
        if target.name == "__name__":
            return ReceiverFirst(MODULE_CLASS, True, "helper.class_name")
        found = self._member(target)
        if found is None:
            return None
        if use.role == "value" and isinstance(use.node, cst.Call):
            return self._decide_by_name(found[0])
        member, weak = found
        if not member:
            unknown = self._decide_unknown(use, target.name)
            if self.facts.converted_before and unknown is not None and not isinstance(unknown, Noted):
                # The first conversion knew more of the types, and decided.
                return Noted(unknown.api, unknown.proved, "PC201", _BEFORE)
            return unknown
        rule = self.knowledge.rule(member)
        receiver = receiver_of(use.node)
        if rule is None:
            if weak or self._comes_with_its_class(use, target, member):
                return None
            return self._without_rule(member)
        if rule.leave:
            return None if weak else Left(member, rule.proved, "PC102", rule.leave)
        return self._decide_known(use, rule, member, receiver)

    def _decide_by_name(self, member: str) -> Decision | None:
        """``getattr(x, "max")`` of an object of a source class."""
        rule = self.knowledge.rule(member)
        if rule is None:
            return None
        if rule.leave:
            return Left(member, rule.proved, "PC102", rule.leave)
        if rule.drop_in == f"{RECEIVER}.{member.rpartition('.')[2]}":
            return Keep(member, rule.proved)
        if rule.helper and rule.kind == "method":
            return Bound(member, rule.proved, rule.helper)
        return Left(member, rule.proved, "PC108", "the member is read by its name; write it behind a dot")

    def _decide_hidden(self, use: Use) -> Decision:
        """A tensor that is assigned to an object of a Module whose class has that attribute already."""
        name = cst.ensure_type(use.node, cst.Attribute).attr.value
        if use.simple is None:
            return Render(MODULE_CLASS, True, f"helper.over_class(self).{name}", Binding(_NO_ARGS))
        return Assignment(MODULE_CLASS, True, f"helper.set_over_class(self, {name!r}, value)")

    def _decide_layer_call(self, call: cst.Call, cls: str) -> Decision | None:
        """``relu(input=x)``: the layers that are Paddle's own call their arguments otherwise, in torch's order."""
        rule = self.knowledge.rule(cls)
        if rule is None or not (rule.drop_in or any(self._may_be_paddles(variant, rule) for variant in rule.variants)):
            return None
        for signature in source_signatures().signatures(f"{cls}.forward"):
            binding = bind(call.args, signature)
            if not isinstance(binding, str):
                given = [i for param in signature.params for i in binding.given.get(param.name, ())]
                leading = all(param.name in binding.given for param in signature.params[: len(given)])
                if leading and given == list(range(len(call.args))):
                    return ByPosition(f"{cls}.forward", rule.proved)
        return None

    def _may_be_paddles(self, variant: Variant, rule: Rule) -> bool:
        """Whether a variant makes a layer of Paddle's own for some arguments, as the run's options are."""
        if not variant.to.startswith("paddle."):
            return False
        for signature in variant.signatures or rule.signatures:
            left_out = self.conditions(Binding(signature, missing=signature.params), ())
            unknown = Conditions({param.name: (UNKNOWN,) for param in signature.params}, {}, self.options)
            if left_out.holds(variant.when) is not False or unknown.holds(variant.when) is not False:
                return True
        return False

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
            target = use.node.target
            chosen = isinstance(target, cst.Subscript) and is_tensor(self.facts.values.get(target.value, UNKNOWN))
            if not chosen and self.effects.rereadable(target, use.node.value):
                return Augmented(member, rule.proved, rule.helper)
            if isinstance(target, cst.Subscript):
                return Augmented(member, rule.proved, rule.helper, "helper.item_place")
            name = cst.ensure_type(target, cst.Attribute).attr.value
            if name.startswith("__") and not name.endswith("__"):
                # In a class such a name is another one, which only Python knows.
                return Left(member, rule.proved, "PC106", _TWICE)
            return Augmented(member, rule.proved, rule.helper, "helper.attribute_place")
        if isinstance(use.node, cst.BinaryOperation | cst.Comparison):
            return Operator(member, rule.proved, rule.helper) if rule.helper else None
        if use.role == "operator" and isinstance(use.node, cst.Call):
            # `float(x)`
            return Render(member, rule.proved, rule.variants[0].to, Binding(_NO_ARGS))
        if use.role == "call" and isinstance(use.node, cst.Call):
            if rule.kind == "attribute":
                return None
            return self.decide_call(rule, member, use.node, receiver)
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
                return self.drop_in_decision(rule, member, receiver, None)
            for variant in rule.variants:
                if variant.to and self.conditions(Binding(_NO_ARGS), (), receiver).holds(variant.when):
                    return Render(member, rule.proved, variant.to, Binding(_NO_ARGS))
            if rule.helper:
                return ReceiverFirst(member, rule.proved, rule.helper)
            return Left(member, rule.proved, "PC103", "its conversion is not known here")
        if rule.drop_in:
            kept = self.drop_in_decision(rule, member, receiver, None)
            return (
                kept
                if isinstance(kept, Keep | RenameMember)
                else Left(member, rule.proved, "PC108", "the bound method is used as a value")
            )
        if rule.helper and use.role in ("value", "alias", "class_value"):
            return Bound(member, rule.proved, rule.helper)
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
            decision = self._decide_known(use, rule, member, receiver_of(use.node))
            if decision is None or isinstance(decision, Keep):
                continue
            if isinstance(decision, Left) and isinstance(use.node, cst.AugAssign):
                return Noted(member, decision.proved, "PC201", _TWICE)
            changed.append(decision)
            if use.role == "call" and names_parameter_of(rule.ignore, use.node):
                return decision
            in_graph = self.options.static_graph and name in EAGER_METHODS
            if rule.unknown == "helper" or in_graph or names_parameter_of(only_of_helper(rule), use.node):
                if isinstance(decision, Assignment):
                    helpers[decision.template] = decision
                elif isinstance(decision, Augmented):
                    helpers[decision.target] = decision
                elif rule.helper and use.role != "store" and not isinstance(use.node, cst.AugAssign):
                    helpers[rule.helper] = ReceiverFirst(member, rule.proved, rule.helper)
        if len(helpers) == 1:
            return next(iter(helpers.values()))
        if not helpers:
            # What changes a known receiver's call but has no helper is left: its rule says that this means the same.
            return (None if changed else self._unruled(use, name)) or bound_if_tensor(
                use, name, self.knowledge, self.facts.called
            )
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
