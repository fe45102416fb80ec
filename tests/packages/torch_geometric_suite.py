"""PyTorch Geometric: message passing, pooling, aggregation, batches of graphs, transforms, and a training step."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from tests.support.model_cases import Arrays, ModelCase, Suite, nothing

NODES, EDGES, CHANNELS = 12, 30, 8
#: Which quantiles an aggregation gives.
QUANTILES = r"(?:^|\.)q$"


def _inputs(rng: np.random.Generator) -> Arrays:
    """Three graphs of four nodes in one, with edges that repeat and loops; and the same nodes as points."""
    first = rng.integers(0, 4, EDGES)
    graph = np.sort(rng.integers(0, 3, EDGES))
    edge_index = np.stack([first + 4 * graph, rng.integers(0, 4, EDGES) + 4 * graph])
    return {
        "x": rng.standard_normal((NODES, CHANNELS)).astype("float32"),
        "edge_index": edge_index,
        "weight": (rng.random(EDGES) + 0.1).astype("float32"),
        "attr": rng.random((EDGES, 3)).astype("float32"),
        "kind": rng.integers(0, 3, EDGES),
        "pos": rng.standard_normal((NODES, 3)).astype("float32"),
        "normal": rng.standard_normal((NODES, 3)).astype("float32"),
        "batch": np.arange(NODES) // 4,
        "y": rng.integers(0, 4, NODES),
        "face": np.stack([rng.permutation(NODES)[:3] for _ in range(5)], 1),
    }


#: Layers, and how each is called.
LAYERS = (
    ("GCNConv(8, 6)", "m(x, edge_index, weight)"),
    ("GCNConv(8, 6, improved=True, cached=True, normalize=True)", "m(x, edge_index)"),
    ("SAGEConv(8, 6)", "m(x, edge_index)"),
    ("SAGEConv(8, 6, aggr='max', normalize=True, project=True)", "m(x, edge_index)"),
    ("SAGEConv(8, 6, aggr='lstm')", "m(x, edge_index[:, edge_index[1].argsort()])"),
    ("lazy(SAGEConv((-1, -1), 6))", "m(x[:, :2], edge_index)"),
    ("lazy(GATConv(-1, 3, heads=2))", "m(x[:, :2], edge_index)"),
    ("GraphConv(8, 6, aggr='mean')", "m(x, edge_index, weight)"),
    ("GATConv(8, 3, heads=2, edge_dim=3)", "m(x, edge_index, attr, return_attention_weights=True)"),
    ("GATv2Conv(8, 3, heads=2, concat=False, edge_dim=3)", "m(x, edge_index, attr)"),
    ("TransformerConv(8, 3, heads=2, beta=True, edge_dim=3)", "m(x, edge_index, attr)"),
    ("GINConv(MLP([8, 6, 6]), train_eps=True)", "m(x, edge_index)"),
    ("GINEConv(MLP([8, 6]), edge_dim=3)", "m(x, edge_index, attr)"),
    ("ChebConv(8, 6, K=3)", "m(x, edge_index, weight)"),
    ("GatedGraphConv(8, 2)", "m(x, edge_index)"),
    ("ResGatedGraphConv(8, 6)", "m(x, edge_index)"),
    ("AGNNConv()", "m(x, edge_index)"),
    ("TAGConv(8, 6)", "m(x, edge_index)"),
    ("ARMAConv(8, 6, 2, 2)", "m(x, edge_index)"),
    ("SGConv(8, 6, K=2)", "m(x, edge_index)"),
    ("APPNP(3, 0.1)", "m(x, edge_index)"),
    ("RGCNConv(8, 6, 3, num_bases=2)", "m(x, edge_index, kind)"),
    ("FastRGCNConv(8, 6, 3, num_blocks=2)", "m(x, edge_index, kind)"),
    ("RGATConv(8, 6, 3)", "m(x, edge_index, kind)"),
    ("FiLMConv(8, 6, 3)", "m(x, edge_index, kind)"),
    ("NNConv(8, 6, MLP([3, 48]))", "m(x, edge_index, attr)"),
    ("CGConv(8, 3, batch_norm=True)", "m(x, edge_index, attr)"),
    ("GMMConv(8, 6, 3, 2)", "m(x, edge_index, attr)"),
    ("EdgeConv(MLP([16, 6]))", "m(x, edge_index)"),
    ("PointNetConv(MLP([11, 6]))", "m(x, pos, edge_index)"),
    ("PPFConv(MLP([12, 6]))", "m(x, pos, normal, edge_index)"),
    ("PointTransformerConv(8, 6)", "m(x, pos, edge_index)"),
    ("FeaStConv(8, 6, 2)", "m(x, edge_index)"),
    ("HypergraphConv(8, 6)", "m(x, edge_index)"),
    ("LEConv(8, 6)", "m(x, edge_index)"),
    ("PNAConv(8, 6, ['mean', 'std', 'max'], ['identity', 'attenuation'], DEGREES)", "m(x, edge_index)"),
    ("ClusterGCNConv(8, 6)", "m(x, edge_index)"),
    ("GENConv(8, 6, aggr='softmax', learn_t=True, edge_dim=3)", "m(x, edge_index, attr)"),
    ("GCN2Conv(8, 0.1, 0.5, 1)", "m(x, x * 0.5, edge_index)"),
    ("SuperGATConv(8, 6, is_undirected=True)", "m(x, edge_index)"),
    ("FAConv(8)", "m(x, x * 0.5, edge_index)"),
    ("EGConv(8, 8, ['sum', 'var'], 2)", "m(x, edge_index)"),
    ("PDNConv(8, 6, 3, 4)", "m(x, edge_index, attr)"),
    ("GPSConv(8, GCNConv(8, 8), heads=2)", "m(x, edge_index, batch)"),
    ("DenseGCNConv(8, 6)", "m(x[None], u.to_dense_adj(edge_index))"),
    ("DenseGATConv(8, 3, heads=2)", "m(x[None], (u.to_dense_adj(edge_index) > 0).float())"),
    ("HeteroConv({('a', 'to', 'a'): GCNConv(8, 6)})", "m({'a': x}, {('a', 'to', 'a'): edge_index})['a']"),
    ("HeteroLinear(8, 6, 3)", "m(x, batch)"),
    ("BatchNorm(8)", "m(x)"),
    ("InstanceNorm(8, affine=True)", "m(x, batch)"),
    ("LayerNorm(8)", "m(x, batch)"),
    ("GraphNorm(8)", "m(x, batch)"),
    ("PairNorm()", "m(x, batch)"),
    ("GraphSizeNorm()", "m(x, batch)"),
    ("DiffGroupNorm(8, 2)", "m(x)"),
    ("TopKPooling(8, 0.5)", "list(m(x, edge_index, attr, batch))"),
    ("SAGPooling(8, 0.5)", "list(m(x, edge_index, None, batch))"),
    ("EdgePooling(8)", "list(m(x, edge_index, batch))[:3]"),
    ("ASAPooling(8, 0.5)", "list(m(x, edge_index, weight, batch))[::3]"),
    ("aggr.AttentionalAggregation(Linear(8, 1))", "m(x, batch)"),
    ("aggr.Set2Set(8, 2)", "m(x, batch)"),
    ("aggr.SortAggregation(2)", "m(x, batch)"),
    ("aggr.LSTMAggregation(8, 6)", "m(x, batch)"),
    ("aggr.MultiAggregation(['sum', 'std', 'median', 'softmax'])", "m(x, batch)"),
    ("aggr.DegreeScalerAggregation('mean', 'linear', DEGREES)", "m(x, batch)"),
    ("aggr.SetTransformerAggregation(8, heads=2)", "m(x, batch)"),
    ("aggr.QuantileAggregation([0.25, 0.75])", "m(x, batch)"),
    ("Sequential('x, edge_index', [(GCNConv(8, 6), 'x, edge_index -> x'), MLP([6, 6])])", "m(x, edge_index)"),
    ("MLP([8, 16, 6], norm='layer_norm', batch_norm=None)", "m(x)"),
    ("JumpingKnowledge('lstm', 8, 2)", "m([x, x * 2, x.abs()])"),
    ("MeanSubtractionNorm()", "m(x, batch)"),
    ("PositionalEncoding(8)", "m(weight)"),
    ("GraphUNet(8, 6, 4, 2)", "m(x, edge_index, batch)"),
    ("AttentiveFP(8, 6, 4, 3, 2, 2)", "m(x, edge_index, attr, batch)"),
    (
        "GAE(GCNConv(8, 6))",
        "[m.decoder.forward_all(m.encode(x, edge_index)), m.recon_loss(x, edge_index, edge_index.flip(0))]",
    ),
    ("LightGCN(12, 8, 2)", "m(edge_index)"),
)

#: Whole networks, of which one training step is made too.
NETWORKS = (
    ("GCN(8, 6, 2, 4, norm='batch_norm')", "m(x, edge_index)"),
    ("GAT(8, 6, 2, 4, heads=2, jk='cat')", "m(x, edge_index)"),
    ("GraphSAGE(8, 6, 2, 4, act='elu')", "m(x, edge_index)"),
    ("GIN(8, 6, 2, 4)", "p.global_add_pool(m(x, edge_index), batch)"),
    ("PNA(8, 6, 2, 4, aggregators=['mean', 'min'], scalers=['identity'], deg=DEGREES)", "m(x, edge_index)"),
    ("EdgeCNN(8, 6, 2, 4)", "m(x, edge_index)"),
)

#: Functions and objects without weights; `u` is torch_geometric.utils, `t` the transforms, `p` the pooling functions,
#: `g` torch_geometric itself, `d` its data.
EXPRESSIONS = (
    "u.scatter(x, batch, reduce='sum')",
    "u.scatter(x, batch, reduce='mean')",
    "u.scatter(x, batch, reduce='max')",
    "u.scatter(x, batch, reduce='mul')",
    "u.segment(x, u.cumsum(u.degree(batch, 3).long()), reduce='mean')",
    "u.softmax(weight, edge_index[1], num_nodes=12)",
    "u.degree(edge_index[0], 12)",
    "u.coalesce(edge_index, [weight, attr], reduce='mean')",
    "u.sort_edge_index(edge_index, weight)",
    "u.to_undirected(edge_index, weight, reduce='max')",
    "u.is_undirected(edge_index)",
    "u.contains_self_loops(edge_index)",
    "u.remove_self_loops(edge_index, attr)",
    "u.add_self_loops(edge_index, attr, fill_value='mean')",
    "u.add_remaining_self_loops(edge_index, weight, 1.0, 12)",
    "u.contains_isolated_nodes(edge_index, 12)",
    "u.remove_isolated_nodes(edge_index, weight, 12)",
    "u.subgraph(y < 2, edge_index, attr, relabel_nodes=True)",
    "u.k_hop_subgraph(2, 2, edge_index, relabel_nodes=True)",
    "u.homophily(edge_index, y, method='node')",
    "u.assortativity(edge_index)",
    "u.get_laplacian(edge_index, weight, normalization='sym')",
    "u.index_to_mask(y, 6)",
    "u.mask_to_index(y < 2)",
    "u.to_dense_batch(x, batch, 0.5, 5)",
    "u.to_dense_adj(edge_index, batch, weight)",
    "u.dense_to_sparse(u.to_dense_adj(edge_index, batch))",
    "u.spmm(u.to_torch_coo_tensor(edge_index, weight, 12), x)",
    "u.to_edge_index(u.to_torch_csr_tensor(edge_index, weight, 12))",
    "u.unbatch(x, batch)",
    "u.one_hot(y, 5)",
    "u.grid(3, 4)",
    "u.to_scipy_sparse_matrix(edge_index, weight, 12).toarray().tolist()",
    "sorted(u.to_networkx(d.Data(x=x, edge_index=edge_index), node_attrs=['x']).edges())",
    "u.from_networkx(u.to_networkx(d.Data(x=x, edge_index=edge_index), node_attrs=['x'])).x",
    "u.lexsort([y, batch])",
    "u.index_sort(y, 4)[0]",
    "u.dropout_edge(edge_index, 0.3)",
    "u.dropout_node(edge_index, 0.3, 12)",
    "u.mask_feature(x, 0.4)",
    "p.global_mean_pool(x, batch)",
    "p.global_max_pool(x, batch)",
    "p.global_add_pool(x, batch)",
    "p.avg_pool_neighbor_x(d.Data(x=x, edge_index=edge_index)).x",
    "p.max_pool_x(y, x, batch)",
    "p.max_pool(y, d.Batch(x=x, edge_index=edge_index, batch=batch)).x",
    "p.global_mean_pool(x, None)",
    "_fields(d.Data(x=x, edge_index=edge_index, edge_attr=attr, y=y).subgraph(y < 2))",
    "_fields(d.Data(x=x, edge_index=edge_index, edge_attr=attr).coalesce())",
    "_fields(d.Batch.from_data_list([d.Data(x=x, edge_index=edge_index), d.Data(x=x, edge_index=edge_index[:, :2])]))",
    "[_fields(part) for part in d.Batch.from_data_list([d.Data(x=x, y=y), d.Data(x=x[:4], y=y[:4])]).to_data_list()]",
    "str(d.Batch.from_data_list([d.Data(x=x, y=y), d.Data(x=x[:4], y=y[:4])]))",
    "list(map(_fields, l.DataLoader([d.Data(x=x[i:], edge_index=edge_index % 4) for i in range(5)], batch_size=2)))",
    "_hetero(x, edge_index)",
    "_fields(t.NormalizeFeatures()(d.Data(x=x.abs())))",
    "_fields(t.ToUndirected()(d.Data(edge_index=edge_index, edge_attr=attr, num_nodes=12)))",
    "_fields(t.AddSelfLoops()(d.Data(x=x, edge_index=edge_index)))",
    "_fields(t.GCNNorm()(d.Data(x=x, edge_index=edge_index)))",
    "_fields(t.OneHotDegree(12)(d.Data(edge_index=edge_index, num_nodes=12)))",
    "_fields(t.LocalDegreeProfile()(d.Data(edge_index=edge_index, num_nodes=12)))",
    "_fields(t.Constant()(d.Data(x=x)))",
    "_fields(t.LineGraph()(d.Data(edge_index=edge_index, num_nodes=12)))",
    "_fields(t.LargestConnectedComponents()(d.Data(x=x, edge_index=edge_index)))",
    "_fields(t.VirtualNode()(d.Data(x=x, edge_index=edge_index)))",
    "_fields(t.AddRandomWalkPE(3)(d.Data(x=x, edge_index=edge_index)))",
    "_fields(t.FeaturePropagation(x > 0)(d.Data(x=x, edge_index=edge_index)))",
    "_fields(t.SIGN(2)(d.Data(x=x, edge_index=edge_index)))",
    "_fields(t.Distance()(d.Data(pos=pos, edge_index=edge_index)))",
    "_fields(t.Cartesian()(d.Data(pos=pos, edge_index=edge_index)))",
    "_fields(t.Spherical(norm=False)(d.Data(pos=pos, edge_index=u.remove_self_loops(edge_index)[0])))",
    "_fields(t.PointPairFeatures()(d.Data(pos=pos, norm=normal, edge_index=edge_index)))",
    "_fields(t.NormalizeScale()(d.Data(pos=pos)))",
    "_fields(t.FaceToEdge()(d.Data(pos=pos, face=face)))",
    "_fields(t.GenerateMeshNormals()(d.Data(pos=pos, face=face)))",
    "_fields(t.RandomRotate(30.0)(d.Data(pos=pos)))",
    "_fields(t.RandomScale((0.8, 1.2))(d.Data(pos=pos)))",
    "_fields(t.SamplePoints(6)(d.Data(pos=pos, face=face)))",
    "_fields(t.RandomNodeSplit(num_val=2, num_test=2)(d.Data(x=x, y=y)))",
    "_fields(t.ToDense(14)(d.Data(x=x, edge_index=edge_index)))",
    "_fields(t.Compose([t.Center(), t.RandomFlip(0, 1.0)])(d.Data(pos=pos)))",
    "g.EdgeIndex(edge_index, sparse_size=(12, 12)).sort_by('row')[0].as_tensor()",
    "g.EdgeIndex(edge_index, sparse_size=(12, 12)).sort_by('row')[0].matmul(x)",
)


def _names() -> dict[str, Any]:
    modules = {"g": "", "u": "utils", "t": "transforms", "p": "nn.pool", "d": "data", "l": "loader"}
    found = {name: importlib.import_module(f"torch_geometric.{part}".rstrip(".")) for name, part in modules.items()}
    return {**found, "_fields": _fields, "_hetero": _hetero}


def _fields(data: Any) -> dict[str, Any]:
    """What a graph holds, by name."""
    return dict(sorted(data.to_dict().items()))


def _hetero(x: Any, edge_index: Any) -> Any:
    """A graph of two kinds of nodes, made into one of one kind."""
    data = importlib.import_module("torch_geometric.data").HeteroData()
    data["paper"].x = x
    data["author"].x = x[:5]
    data["author", "writes", "paper"].edge_index = edge_index % 5
    whole = data.to_homogeneous()
    return [_fields(whole), sorted(map(str, data.node_types)), str(data)]


def _evaluated(text: str, model: Any, inputs: Mapping[str, Any]) -> Any:
    return eval(text, {**_names(), **inputs, "m": model})


def _degrees() -> Any:
    """How many nodes have 0, 1, 2, 3 and 4 neighbours, as a tensor: what two layers are built with."""
    sparse = importlib.import_module("scipy.sparse")
    return importlib.import_module("torch_geometric.utils").from_scipy_sparse_matrix(sparse.eye(5))[0][0]


def _initialised(layer: Any) -> Any:
    """A layer that learned the size of its input from one: a grid of nodes, with two coordinates each."""
    edge_index, positions = importlib.import_module("torch_geometric.utils").grid(2, 3)
    layer(positions, edge_index)
    return layer


def _layer(text: str) -> Any:
    nn = importlib.import_module("torch_geometric.nn")
    return eval(text, {**vars(nn), "DEGREES": _degrees(), "lazy": _initialised})


def _case(text: str, call: str, **more: Any) -> ModelCase:
    build: Callable[[], Any] = partial(_layer, text)
    return ModelCase(f"torch_geometric.nn.{text}", build, _inputs, partial(_evaluated, call), keep=QUANTILES, **more)


SUITE = Suite(
    package="torch-geometric",
    imports=("torch_geometric",),
    cases=[
        *(_case(text, call) for text, call in LAYERS),
        *(_case(text, call, gradients=True) for text, call in NETWORKS),
        *(
            ModelCase(f"torch_geometric: {text}", nothing, _inputs, partial(_evaluated, text), draws=True)
            for text in EXPRESSIONS
        ),
    ],
    stubs=("psutil", "xxhash", "requests", "faiss", "json_repair", "openai"),
    libraries=("scipy", "tqdm"),
    preload=tuple(f"torch_geometric.{part}" for part in ("nn", "transforms", "loader", "data", "utils")),
    not_importable={
        "torch_geometric.graphgym.benchmark": "imports torch_geometric_benchmark, which is not on the registry"
    },
)
