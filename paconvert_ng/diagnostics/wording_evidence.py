"""Why a receiver was taken for what it was, in Chinese (see ``analysis/evidence`` and ``wording``)."""

from __future__ import annotations

#: English template → Chinese template.
EVIDENCE: dict[str, str] = {
    "annotation of parameter {name}": "参数 {name} 的注解",
    "annotation {text}": "注解 {text}",
    "parameter {name} of a method that is given tensors": "接收张量的方法（forward、backward）的参数 {name}",
    "parameter {name} has no annotation": "参数 {name} 没有注解",
    "parameter {name} is the object itself": "参数 {name} 就是对象本身",
    "parameter {name} of a layer": "层的参数 {name}",
    "assigned {text}": "赋值 {text}",
    "bound by {text}": "由 {text} 绑定",
    "element of {text}": "{text} 的元素",
    "test {text}": "测试 {text}",
    "result of {text}": "{text} 的结果",
    "attribute {name}": "属性 {name}",
    "expression {text}": "表达式 {text}",
    "a literal": "字面量",
    "{name} is bound elsewhere": "{name} 在别处绑定",
    "nothing is known of the attribute {name}": "对属性 {name} 一无所知",
    "nothing is known of the result of {text}": "对 {text} 的结果一无所知",
}
