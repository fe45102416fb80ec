"""torchmetrics: each metric is updated with two batches and computed; then its states, and what ``forward`` gave."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from tests.support.model_cases import Arrays, ModelCase, Suite, nothing

Make = Callable[[np.random.Generator], tuple[Any, ...]]
N, CLASSES = 12, 4


def _probabilities(rng: np.random.Generator, *shape: int) -> np.ndarray:
    values = rng.random(shape).astype("float32") + 0.05
    return values / values.sum(1, keepdims=True)


def _binary(rng: np.random.Generator) -> tuple[Any, ...]:
    return rng.random(N).astype("float32"), rng.integers(0, 2, N)


def _multiclass(rng: np.random.Generator) -> tuple[Any, ...]:
    return _probabilities(rng, N, CLASSES), rng.integers(0, CLASSES, N)


def _multilabel(rng: np.random.Generator) -> tuple[Any, ...]:
    return rng.random((N, 3)).astype("float32"), rng.integers(0, 2, (N, 3))


def _regression(rng: np.random.Generator) -> tuple[Any, ...]:
    target = rng.random(N).astype("float32") + 0.5
    return target + 0.1 * rng.random(N).astype("float32"), target


def _outputs(rng: np.random.Generator) -> tuple[Any, ...]:
    return rng.random((N, 3)).astype("float32"), rng.random((N, 3)).astype("float32")


def _distributions(rng: np.random.Generator) -> tuple[Any, ...]:
    return _probabilities(rng, N, 3), _probabilities(rng, N, 3)


def _images(rng: np.random.Generator, size: int = 32) -> tuple[Any, ...]:
    target = rng.random((2, 3, size, size)).astype("float32")
    return (target * 0.8 + 0.2 * rng.random(target.shape)).astype("float32"), target


def _labels(rng: np.random.Generator) -> tuple[Any, ...]:
    return rng.integers(0, 3, N), rng.integers(0, 3, N)


def _points(rng: np.random.Generator) -> tuple[Any, ...]:
    return rng.random((N, 2)).astype("float32"), rng.permutation(np.arange(N) % 3)


def _masks(rng: np.random.Generator) -> tuple[Any, ...]:
    return rng.integers(0, 2, (2, 3, 8, 8)), rng.integers(0, 2, (2, 3, 8, 8))


def _signals(rng: np.random.Generator) -> tuple[Any, ...]:
    target = rng.standard_normal((2, 400)).astype("float32")
    return target + 0.2 * rng.standard_normal(target.shape).astype("float32"), target


def _queries(rng: np.random.Generator) -> tuple[Any, ...]:
    return rng.random(N).astype("float32"), np.tile([1, 0, 0, 1], N // 4), np.arange(N) // 4


def _values(rng: np.random.Generator) -> tuple[Any, ...]:
    return (rng.random(N).astype("float32"),)


def _logits(rng: np.random.Generator) -> tuple[Any, ...]:
    return rng.standard_normal((2, 6, 5)).astype("float32"), rng.integers(0, 5, (2, 6))


def _sentences(rng: np.random.Generator) -> tuple[Any, ...]:
    return ["the cat is on the mat", "hello there"], ["a cat is on the mat", "hello there you"]


def _corpus(rng: np.random.Generator) -> tuple[Any, ...]:
    return ["the cat is on the mat"], [["there is a cat on the mat", "a cat is on the mat"]]


def _panoptic(rng: np.random.Generator) -> tuple[Any, ...]:
    return tuple(rng.integers(0, 3, (1, 8, 8, 2)) for _ in range(2))


#: Metrics by the kind of their batches: name (below torchmetrics) → arguments; a name may come with several.
METRICS: list[tuple[Make, list[tuple[str, dict[str, Any]]]]] = [
    (
        _binary,
        [
            ("Accuracy", dict(task="binary")),
            ("AUROC", dict(task="binary")),
            ("ROC", dict(task="binary", thresholds=5)),
            ("ROC", dict(task="binary")),
            ("AveragePrecision", dict(task="binary")),
            ("F1Score", dict(task="binary")),
            ("PrecisionRecallCurve", dict(task="binary")),
            ("CalibrationError", dict(task="binary", n_bins=4)),
            ("CohenKappa", dict(task="binary")),
            ("ConfusionMatrix", dict(task="binary", normalize="true")),
            ("HingeLoss", dict(task="binary")),
            ("MatthewsCorrCoef", dict(task="binary")),
            ("StatScores", dict(task="binary")),
            ("Specificity", dict(task="binary")),
            ("RecallAtFixedPrecision", dict(task="binary", min_precision=0.4)),
            ("SensitivityAtSpecificity", dict(task="binary", min_specificity=0.3)),
            ("LogAUC", dict(task="binary")),
            ("CriticalSuccessIndex", dict(threshold=0.5)),
        ],
    ),
    (
        _multiclass,
        [
            ("Accuracy", dict(task="multiclass", num_classes=CLASSES, top_k=2)),
            ("Accuracy", dict(task="multiclass", num_classes=CLASSES, average="macro")),
            ("AUROC", dict(task="multiclass", num_classes=CLASSES)),
            ("AveragePrecision", dict(task="multiclass", num_classes=CLASSES, thresholds=10)),
            ("Precision", dict(task="multiclass", num_classes=CLASSES, average="weighted")),
            ("Recall", dict(task="multiclass", num_classes=CLASSES, average=None)),
            ("FBetaScore", dict(task="multiclass", num_classes=CLASSES, beta=0.5)),
            ("ConfusionMatrix", dict(task="multiclass", num_classes=CLASSES)),
            ("JaccardIndex", dict(task="multiclass", num_classes=CLASSES)),
            ("CohenKappa", dict(task="multiclass", num_classes=CLASSES, weights="quadratic")),
            ("CalibrationError", dict(task="multiclass", num_classes=CLASSES, norm="max")),
            ("HingeLoss", dict(task="multiclass", num_classes=CLASSES, multiclass_mode="one-vs-all")),
            ("PrecisionRecallCurve", dict(task="multiclass", num_classes=CLASSES)),
            ("ROC", dict(task="multiclass", num_classes=CLASSES)),
            ("StatScores", dict(task="multiclass", num_classes=CLASSES)),
        ],
    ),
    (
        _multilabel,
        [
            ("F1Score", dict(task="multilabel", num_labels=3)),
            ("AUROC", dict(task="multilabel", num_labels=3)),
            ("HammingDistance", dict(task="multilabel", num_labels=3)),
            ("ExactMatch", dict(task="multilabel", num_labels=3)),
            ("ConfusionMatrix", dict(task="multilabel", num_labels=3)),
            ("ROC", dict(task="multilabel", num_labels=3)),
            ("classification.MultilabelCoverageError", dict(num_labels=3)),
            ("classification.MultilabelRankingAveragePrecision", dict(num_labels=3)),
            ("classification.MultilabelRankingLoss", dict(num_labels=3)),
        ],
    ),
    (
        _regression,
        [
            ("MeanSquaredError", dict(squared=False)),
            ("MeanAbsoluteError", {}),
            ("MeanAbsolutePercentageError", {}),
            ("SymmetricMeanAbsolutePercentageError", {}),
            ("WeightedMeanAbsolutePercentageError", {}),
            ("MeanSquaredLogError", {}),
            ("R2Score", {}),
            ("ExplainedVariance", {}),
            ("PearsonCorrCoef", {}),
            ("SpearmanCorrCoef", {}),
            ("KendallRankCorrCoef", {}),
            ("ConcordanceCorrCoef", {}),
            ("LogCoshError", {}),
            ("MinkowskiDistance", dict(p=3)),
            ("RelativeSquaredError", {}),
            ("TweedieDevianceScore", dict(power=1.5)),
            ("NormalizedRootMeanSquaredError", dict(normalization="range")),
        ],
    ),
    (
        _outputs,
        [
            ("CosineSimilarity", dict(reduction="mean")),
            ("MeanSquaredError", dict(num_outputs=3)),
            ("PearsonCorrCoef", dict(num_outputs=3)),
            ("R2Score", dict(multioutput="raw_values")),
            ("regression.JensenShannonDivergence", {}),
        ],
    ),
    (_distributions, [("KLDivergence", {}), ("KLDivergence", dict(log_prob=False, reduction="sum"))]),
    (
        _images,
        [
            ("PeakSignalNoiseRatio", dict(data_range=1.0)),
            ("StructuralSimilarityIndexMeasure", dict(data_range=1.0)),
            ("StructuralSimilarityIndexMeasure", dict(data_range=1.0, gaussian_kernel=False, kernel_size=5)),
            ("MultiScaleStructuralSimilarityIndexMeasure", dict(data_range=1.0, kernel_size=3, betas=(0.4, 0.6))),
            ("UniversalImageQualityIndex", {}),
            ("SpectralAngleMapper", {}),
            ("ErrorRelativeGlobalDimensionlessSynthesis", {}),
            ("RelativeAverageSpectralError", {}),
            ("RootMeanSquaredErrorUsingSlidingWindow", {}),
            ("SpectralDistortionIndex", {}),
            ("image.SpatialCorrelationCoefficient", {}),
        ],
    ),
    (partial(_images, size=48), [("image.VisualInformationFidelity", {})]),
    (
        _labels,
        [
            ("clustering.MutualInfoScore", {}),
            ("clustering.AdjustedMutualInfoScore", {}),
            ("clustering.RandScore", {}),
            ("clustering.AdjustedRandScore", {}),
            ("clustering.NormalizedMutualInfoScore", {}),
            ("clustering.FowlkesMallowsIndex", {}),
            ("clustering.VMeasureScore", {}),
            ("CramersV", dict(num_classes=3)),
            ("TheilsU", dict(num_classes=3)),
            ("TschuprowsT", dict(num_classes=3)),
            ("PearsonsContingencyCoefficient", dict(num_classes=3)),
        ],
    ),
    (
        _points,
        [
            ("clustering.DunnIndex", dict(p=2)),
            ("clustering.CalinskiHarabaszScore", {}),
            ("clustering.DaviesBouldinScore", {}),
        ],
    ),
    (
        _masks,
        [
            ("segmentation.MeanIoU", dict(num_classes=3, per_class=True)),
            ("segmentation.GeneralizedDiceScore", dict(num_classes=3)),
            ("segmentation.DiceScore", dict(num_classes=3)),
            ("segmentation.HausdorffDistance", dict(num_classes=3)),
        ],
    ),
    (
        _signals,
        [
            ("SignalNoiseRatio", {}),
            ("ScaleInvariantSignalNoiseRatio", {}),
            ("ScaleInvariantSignalDistortionRatio", {}),
            ("SignalDistortionRatio", dict(filter_length=32)),
            ("audio.SourceAggregatedSignalDistortionRatio", {}),
        ],
    ),
    (
        _queries,
        [
            ("RetrievalMAP", {}),
            ("RetrievalMRR", {}),
            ("RetrievalPrecision", dict(top_k=2)),
            ("RetrievalRecall", dict(top_k=2)),
            ("RetrievalNormalizedDCG", {}),
            ("RetrievalFallOut", dict(top_k=2)),
            ("RetrievalHitRate", dict(top_k=1)),
            ("RetrievalRPrecision", {}),
            ("RetrievalPrecisionRecallCurve", dict(max_k=3)),
            ("retrieval.RetrievalAUROC", {}),
        ],
    ),
    (
        _values,
        [
            ("MeanMetric", {}),
            ("SumMetric", {}),
            ("MaxMetric", {}),
            ("CatMetric", {}),
            ("RunningMean", dict(window=2)),
        ],
    ),
    (_logits, [("Perplexity", dict(ignore_index=1))]),
    (
        _sentences,
        [
            ("WordErrorRate", {}),
            ("CharErrorRate", {}),
            ("MatchErrorRate", {}),
            ("WordInfoLost", {}),
            ("WordInfoPreserved", {}),
            ("text.EditDistance", {}),
            ("ExtendedEditDistance", {}),
        ],
    ),
    (
        _corpus,
        [
            ("BLEUScore", dict(n_gram=2)),
            ("CHRFScore", {}),
            ("TranslationEditRate", {}),
            ("SacreBLEUScore", dict(n_gram=2)),
        ],
    ),
    (_panoptic, [("PanopticQuality", dict(things={0, 1}, stuffs={2}))]),
]


def _batches(make: Make, rng: np.random.Generator) -> Arrays:
    return {f"{batch}.{place}": value for batch in range(2) for place, value in enumerate(make(rng))}


def _texts(make: Make, rng: np.random.Generator) -> Arrays:
    return {}


def _build(name: str, arguments: Mapping[str, Any]) -> Any:
    module, _, last = f"torchmetrics.{name}".rpartition(".")
    return getattr(importlib.import_module(module), last)(**arguments)


def _updated(make: Make, metric: Any, inputs: Mapping[str, Any]) -> Any:
    batches: list[list[Any]] = [[], []]
    for name, value in inputs.items():
        batches[int(name[0])].append(value)
    if not inputs:
        batches = [list(make(np.random.default_rng(0)))] * 2
    names = dict(indexes=2) if "Retrieval" in type(metric).__name__ else {}
    found = []
    for batch in batches:
        keywords = {name: batch[place] for name, place in names.items()}
        found.append(metric(*batch[: len(batch) - len(keywords)], **keywords))
    total = metric.compute()
    metric.reset()
    return [_plain(found), _plain(total), repr(metric)]


def _plain(value: Any) -> Any:
    """Named results as lists and dicts."""
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return {key: _plain(item) for key, item in value.items()} if isinstance(value, Mapping) else value


def _cases() -> list[ModelCase]:
    found = []
    for make, metrics in METRICS:
        textual = isinstance(make(np.random.default_rng(0))[0], list)
        for name, arguments in metrics:
            shown = ", ".join(f"{key}={value}" for key, value in arguments.items())
            found.append(
                ModelCase(
                    f"torchmetrics.{name}({shown})",
                    partial(_build, name, arguments),
                    partial(_texts if textual else _batches, make),
                    partial(_updated, make),
                )
            )
    return found


def _collection() -> Any:
    module = importlib.import_module("torchmetrics")
    arguments = dict(task="multiclass", num_classes=CLASSES)
    wrapped = module.ClasswiseWrapper(module.Recall(**arguments, average=None))
    return module.MetricCollection(
        {"accuracy": module.Accuracy(**arguments), "f1": module.F1Score(**arguments), "by_class": wrapped},
        prefix="val_",
    )


def _tracked(model: Any, inputs: Mapping[str, Any]) -> Any:
    module = importlib.import_module("torchmetrics")
    tracker = module.MetricTracker(module.MetricCollection([module.MeanSquaredError(), module.MeanAbsoluteError()]))
    found = []
    for batch in range(2):
        tracker.increment()
        tracker.update(inputs[f"{batch}.0"], inputs[f"{batch}.1"])
        found.append(_plain(tracker.compute()))
    best, step = tracker.best_metric(return_step=True)
    return [found, _plain(tracker.compute_all()), _plain(best), _plain(step)]


def _arithmetic(model: Any, inputs: Mapping[str, Any]) -> Any:
    """Metrics composed with operators, cloned, pickled, and kept in a state dict."""
    module = importlib.import_module("torchmetrics")
    pickle = importlib.import_module("pickle")
    first, second = module.MeanSquaredError(), module.MeanAbsoluteError()
    combined = first + 2 * second**2 - abs(second)
    combined.update(inputs["0.0"], inputs["0.1"])
    copied = pickle.loads(pickle.dumps(first))
    first.persistent(True)
    kept = dict(first.state_dict())
    return [combined.compute(), copied.compute(), first.clone().compute(), kept, sorted(first.metric_state)]


def _functional(model: Any, inputs: Mapping[str, Any]) -> Any:
    module = importlib.import_module("torchmetrics.functional")
    one, other = inputs["0.0"], inputs["1.0"]
    return [
        module.pairwise_cosine_similarity(one, other),
        module.pairwise_euclidean_distance(one, other),
        module.pairwise_manhattan_distance(one, reduction="mean"),
        module.pairwise_linear_similarity(one),
        module.pairwise_minkowski_distance(one, other, exponent=3),
        module.total_variation(one[None, None]),
        module.spearman_corrcoef(one, other),
        module.image_gradients(one[None, None]),
    ]


SUITE = Suite(
    package="torchmetrics",
    imports=("torchmetrics",),
    cases=[
        *_cases(),
        ModelCase(
            "torchmetrics.MetricCollection", _collection, partial(_batches, _multiclass), partial(_updated, _multiclass)
        ),
        ModelCase("torchmetrics.MetricTracker", nothing, partial(_batches, _regression), _tracked),
        ModelCase("torchmetrics, arithmetic of metrics", nothing, partial(_batches, _regression), _arithmetic),
        ModelCase("torchmetrics.functional, pairs and images", nothing, partial(_batches, _outputs), _functional),
    ],
    libraries=("lightning-utilities", "scipy"),
)
