"""Which operators a place of deployment takes: lists in rules/export/operators/."""

from paconvert_ng.export.targets.check import Lacking, check_ops, target_names, target_operators

__all__ = ["Lacking", "check_ops", "target_names", "target_operators"]
