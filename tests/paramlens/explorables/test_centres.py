"""Centres: discs on the centres, borders between them, arrows along components."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import BisectingKMeans, KMeans
from sklearn.decomposition import PCA
from sklearn.mixture import GaussianMixture

from paramlens import datasets, explorables, sweep
from paramlens.canvas import LEARNED

X, y = datasets.two_moons(60)


def middles(read, panel, path):
    """The middles of the discs, in data."""
    places = read.rings(path)
    return np.column_stack([panel.x(places[:, 0]), panel.y(places[:, 1])])


@pytest.mark.parametrize(
    ("model", "name", "attribute"),
    [
        (KMeans(random_state=0), "n_clusters", "cluster_centers_"),
        (BisectingKMeans(random_state=0), "n_clusters", "cluster_centers_"),
        (GaussianMixture(random_state=0), "n_components", "means_"),
    ],
    ids=["k-means", "bisecting", "mixture"],
)
def test_discs_are_the_centres_and_borders_lie_between(model, name, attribute, read):
    found = sweep(model, name, [1, 2, 4, 5], X, cv=2)
    panel = read.panels(explorables.centres(found, X))[0]
    borders = panel.moving(stroke=LEARNED, strokeWidth=1.2)
    for fitted, discs, border in zip(found.models, panel.moving(fill=LEARNED), borders, strict=True):
        centres = getattr(fitted, attribute)
        assert np.allclose(middles(read, panel, discs), centres, atol=2 * max(panel.half_pixel))
        if len(centres) == 1:
            assert border == "M0,0"
            continue
        corners = read.traced(border)
        inside = ((corners > 4) & (corners < [panel.width - 4, panel.height - 4])).all(axis=1)
        places = np.column_stack([panel.x(corners[inside, 0]), panel.y(corners[inside, 1])])
        moves = 7 * np.array(panel.half_pixel) * [[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]]
        labels = np.array([fitted.predict(pd.DataFrame(places + move, columns=X.columns)) for move in moves])
        assert (labels != labels[0]).any(axis=0).mean() > 0.97


def test_arrows_lie_along_the_components_two_deviations_long(read):
    found = sweep(PCA(), "n_components", [1, 2], X)
    panel = read.panels(explorables.centres(found, X))[0]
    for fitted, path in zip(found.models, panel.moving(stroke=LEARNED), strict=True):
        shafts = read.pieces(path)[::2]
        for shaft, direction, variance in zip(shafts, fitted.components_, fitted.explained_variance_, strict=True):
            ends = np.column_stack([panel.x(shaft[:, 0]), panel.y(shaft[:, 1])])
            assert np.allclose(ends[0], X.mean(), atol=2 * max(panel.half_pixel))
            assert np.allclose(ends[1] - ends[0], 2 * np.sqrt(variance) * direction, atol=3 * max(panel.half_pixel))


def test_numbers_are_counted_and_validation_scores_shown(read):
    found = sweep(KMeans(random_state=0), "n_clusters", [2, 3], X, cv=2)
    kept = read.meta(explorables.centres(found, X))
    assert [one.split("; ")[1] for one in kept["said"]] == [
        "4 numbers in cluster_centers_",
        "6 numbers in cluster_centers_",
    ]
    assert [float(row[1]) for row in kept["table"]["rows"]] == pytest.approx(
        found.to_frame()["validation"].tolist(), rel=0.005
    )


def test_models_without_centres_are_refused(machines):
    with pytest.raises(ValueError, match="centres draws cluster_centers_, means_ or components_ .*; SVC learned none"):
        explorables.centres(machines, X)


def test_centres_of_other_columns_are_refused():
    wine = datasets.wine()[0]
    with pytest.raises(ValueError, match="in two columns; KMeans learned none"):
        explorables.centres(sweep(KMeans(random_state=0), "n_clusters", [1, 2], wine, cv=2), wine)


def test_rows_of_other_columns_are_refused():
    found = sweep(KMeans(random_state=0), "n_clusters", [1, 2], X, cv=2)
    with pytest.raises(ValueError, match="centres draws over the two columns of X, got 1"):
        explorables.centres(found, X.iloc[:, 0])
