"""Trees: every node is drawn, in the same place at every setting, and splits say their threshold."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeClassifier

from paramlens import datasets, explorables, sweep
from paramlens.canvas import LEARNED, NEITHER, written

X, y = datasets.wine()
DEPTHS = [1, 2, 3, None]


@pytest.fixture(scope="module")
def grown():
    return sweep(DecisionTreeClassifier(random_state=0), "max_depth", DEPTHS, X, y, cv=3)


@pytest.fixture(scope="module")
def chart(grown):
    return explorables.tree(grown)


def test_every_node_is_drawn_splits_filled_and_leaves_as_rings(grown, chart, read):
    panel = read.panels(chart)[0]
    for model, splits, leaves in zip(
        grown.models, panel.moving(fill=LEARNED), panel.moving(stroke=LEARNED), strict=True
    ):
        assert len(read.rings(leaves)) == model.get_n_leaves()
        assert len(read.rings(splits)) + len(read.rings(leaves)) == model.tree_.node_count


def test_nodes_have_places_of_their_own_and_branches_between(grown, chart, read):
    panel = read.panels(chart)[0]
    branches = panel.moving(stroke=NEITHER)
    for splits, leaves, lines in zip(panel.moving(fill=LEARNED), panel.moving(stroke=LEARNED), branches, strict=True):
        nodes = np.round(np.vstack([read.rings(splits), read.rings(leaves)]), 1)
        assert len(set(map(tuple, nodes))) == len(nodes)
        ends = np.round(np.vstack(read.pieces(lines)), 1)
        assert len(read.pieces(lines)) == len(nodes) - 1 and set(map(tuple, ends)) == set(map(tuple, nodes))


def test_nodes_stay_where_they_are(chart, read):
    panel = read.panels(chart)[0]
    small, *_, large = panel.moving(fill=LEARNED)
    assert {tuple(one) for one in read.rings(small)} <= {tuple(one) for one in read.rings(large)}


def test_texts_are_the_splits(grown, chart, read):
    texts = read.panels(chart)[0].texts()
    for point, model in enumerate(grown.models):
        held = model.tree_
        inner = np.flatnonzero(held.children_left >= 0)
        known = {f"{written(X.columns[held.feature[node]])} ≤ {held.threshold[node]:.4g}" for node in inner}
        shown = [row["text"].replace("\n", " ") for row in texts if row["point"] == point]
        assert set(shown) <= known
        assert len(shown) == len(inner) or point > 1, "small trees have all their texts"


def test_texts_do_not_overlap(chart, read):
    texts = read.panels(chart)[0].texts()
    for point in range(len(DEPTHS)):
        rows = sorted((row["top"], row["left"], len(row["text"])) for row in texts if row["point"] == point)
        for (top, left, size), (other_top, other_left, other_size) in zip(rows, rows[1:]):
            assert top != other_top or left + 3 * size <= other_left - 3 * other_size


def test_leaves_and_depth_are_said_and_tabulated(grown, chart, read):
    kept = read.meta(chart)
    for model, said, row in zip(grown.models, kept["said"], kept["table"]["rows"], strict=True):
        assert said.endswith(f"; {model.get_n_leaves()} leaves")
        assert row[-2:] == [str(model.get_n_leaves()), str(model.get_depth())]


@pytest.mark.parametrize("model", [DecisionTreeRegressor(random_state=0), ExtraTreeClassifier(random_state=0)])
def test_kin_of_trees_and_bare_arrays_are_drawn(model, read):
    found = sweep(model, "max_depth", [1, 2], X.to_numpy(), y.to_numpy(), cv=2)
    panel = read.panels(explorables.tree(found))[0]
    assert len(read.rings(panel.moving(fill=LEARNED)[0])) == 1
    assert panel.texts()[0]["text"].startswith("column ")


def test_stump_without_a_split_is_one_ring(read):
    found = sweep(DecisionTreeClassifier(), "min_impurity_decrease", [5.0, 10.0], X, y, cv=2)
    chart = explorables.tree(found)
    assert len(read.rings(read.panels(chart)[0].moving(stroke=LEARNED)[0])) == 1
    assert read.meta(chart)["said"][0].endswith("; 1 leaf")


def test_models_that_are_no_trees_are_refused():
    forest = sweep(RandomForestClassifier(2), "max_depth", [1, 2], X, y, cv=2)
    with pytest.raises(TypeError, match="tree draws decision trees, got a sweep of RandomForestClassifier"):
        explorables.tree(forest)
