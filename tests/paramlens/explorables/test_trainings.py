"""Training: lines are the scores over the steps, and the best step is marked."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC

from paramlens import datasets, explorables, grid
from paramlens.canvas import NEITHER, SET

X, y = datasets.two_moons(50)
RATES, STEPS = [1.0, 0.1], [10, 1, 3]


@pytest.fixture(scope="module")
def boosted():
    return grid(GradientBoostingClassifier(random_state=0), {"n_estimators": STEPS, "learning_rate": RATES}, X, y, cv=3)


@pytest.fixture(scope="module")
def chart(boosted):
    return explorables.training(boosted, "n_estimators")


def scores_of(found, rate):
    frame = found.to_frame()
    return frame[frame["learning_rate"] == rate].sort_values("n_estimators")


def test_lines_are_the_scores_of_the_sweep(boosted, chart, read):
    panel = read.panels(chart)[0]
    for side, width in (("train", 2), ("validation", 3)):
        for rate, path in zip(sorted(RATES), panel.moving(stroke=NEITHER, strokeWidth=width), strict=True):
            [line] = read.pieces(path)
            assert np.allclose(panel.y(line[:, 1]), scores_of(boosted, rate)[side], atol=panel.half_pixel[1])
            assert np.allclose(panel.x(line[:, 0]), sorted(STEPS), atol=panel.half_pixel[0])


def test_best_step_is_marked_said_and_tabulated(boosted, chart, read):
    panel, kept = read.panels(chart)[0], read.meta(chart)
    rows = zip(sorted(RATES), panel.moving(fill=SET), kept["said"], kept["table"]["rows"], strict=True)
    for rate, path, said, row in rows:
        scores = scores_of(boosted, rate)
        best = scores.loc[scores["validation"].idxmax()]
        [[left, top]] = read.rings(path)
        assert panel.x(left) == pytest.approx(best["n_estimators"], abs=panel.half_pixel[0])
        assert panel.y(top) == pytest.approx(best["validation"], abs=panel.half_pixel[1])
        assert said.startswith(
            f"best validation accuracy {best['validation']:.2f} at n_estimators = {best['n_estimators']:g}"
        )
        assert [float(cell) for cell in row[:3]] == pytest.approx(
            [rate, best["n_estimators"], best["validation"]], rel=0.005
        )


def test_scores_at_the_best_and_at_the_last_step_stand_beside(boosted, chart, read):
    panel = read.panels(chart)[1]
    last, best = ([panel.y(read.pieces(path)[0][:, 1])] for path in panel.still(stroke=NEITHER, strokeWidth=2))
    known = [scores_of(boosted, rate)["validation"] for rate in sorted(RATES)]
    assert np.allclose(last, [one.iloc[-1] for one in known], atol=panel.half_pixel[1])
    assert np.allclose(best, [one.max() for one in known], atol=panel.half_pixel[1])


@pytest.mark.parametrize(
    ("name", "values"),
    [("hidden_layer_sizes", [(2,), (3, 2)]), ("activation", ["tanh", "relu"]), ("alpha", [1.0, 1e-4])],
)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_values_of_any_kind_are_dragged_against_steps(name, values, read):
    found = grid(MLPClassifier(), {name: values, "max_iter": [1, 4]}, X, y, cv=2)
    panel = read.panels(explorables.training(found, "max_iter"))[0]
    texts = read.dials(explorables.training(found, "max_iter"))[0]["texts"]
    frame = found.to_frame()
    for text, path in zip(texts, panel.moving(stroke=NEITHER, strokeWidth=3), strict=True):
        chosen = [
            str(value) == text or f"{value:g}" == text if isinstance(value, float) else str(value) == text
            for value in frame[name]
        ]
        [line] = read.pieces(path)
        assert np.allclose(panel.y(line[:, 1]), frame["validation"][chosen], atol=panel.half_pixel[1])


def test_setting_without_scores_at_the_last_step_is_drawn_up_to_there(never_a_number, read):
    found = grid(SVC(), {"gamma": [0.1, 1.0], "C": [1, 5, 10]}, X, y, cv=2, scoring=never_a_number("C", 10))
    chart = explorables.training(found, "C")
    [line] = read.pieces(read.panels(chart)[0].moving(stroke=NEITHER, strokeWidth=3)[0])
    assert len(line) == 2
    best = found.to_frame().query("gamma == 0.1")["validation"].max()
    assert float(read.meta(chart)["table"]["rows"][0][2]) == pytest.approx(best, rel=0.005)


def test_value_without_any_score_is_refused_by_name(never_a_number):
    found = grid(SVC(), {"gamma": [0.1, 1.0], "C": [1, 5]}, X, y, cv=2, scoring=never_a_number("gamma", 0.1))
    with pytest.raises(
        ValueError, match="training marks the best step, and at gamma = 0.1 no step has a validation score"
    ):
        explorables.training(found, "C")


def test_steps_that_are_no_numbers_are_refused():
    found = grid(SVC(), {"kernel": ["rbf", "linear"], "C": [1, 5]}, X, y, cv=2)
    with pytest.raises(
        ValueError, match="along must be a name whose values count steps, got 'kernel' with rbf, linear"
    ):
        explorables.training(found, "kernel")
