"""The options of a conversion."""

from __future__ import annotations

from dataclasses import dataclass

from paconvert_ng.diagnostics.entry import Language

DEFAULT_PADDLE_VERSION = "3.3.1"
#: Libraries whose classes can stand for those of transformers: the folders of rules/targets/.
HF_TARGETS = ("paddleformers", "paddlenlp")


@dataclass(frozen=True, slots=True)
class Options:
    """What a user can choose. Frozen and picklable: it crosses processes and keys the cache.

    ``compute_capability`` is "" (decided at run time), "cpu", or a number such as "7.5".
    ``linear`` is "torch" ([out, in] weights) or "paddle" ([in, out]).
    ``with_packages`` are packages to convert along with a tree or file: ``name``, ``name=path`` or ``path``.
    ``rules`` are extra rule folders, the later overriding the earlier. ``rewrite_docs``: command lines in scripts and
    documents are rewritten, not only reported. ``rewrite_config``: so are names of torch in configuration files.
    ``weights`` of Hugging Face repositories are taken into the output ("convert": torch's tensors fit as they are),
    linked to ("link"), or left where they are ("skip"). ``hf_target``: a library whose classes stand for those of
    transformers ("paddleformers", "paddlenlp"); "" for those of the helper module.
    ``profile`` are named sets of edits of the source (rules/profiles/), ``assume`` what its user vouches for so that
    some of these are made; ``to``: "paddle", or "torch" for the profile's edits alone.
    ``static_graph``: the output also holds in a static graph (paddle.jit.save); what stays eager-only is reported.
    ``analyze``: nothing is written but the report. ``lang`` is that of the report.
    """

    paddle_version: str = DEFAULT_PADDLE_VERSION
    compute_capability: str = ""
    linear: str = "torch"
    rules: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    with_packages: tuple[str, ...] = ()
    jobs: int = 0
    diff: bool = False
    dry_run: bool = False
    analyze: bool = False
    static_graph: bool = False
    strict: bool = False
    rewrite_docs: bool = False
    rewrite_config: bool = False
    weights: str = "convert"
    hf_target: str = ""
    profile: tuple[str, ...] = ()
    assume: tuple[str, ...] = ()
    to: str = "paddle"
    cache: bool = True
    lang: Language = "en"
