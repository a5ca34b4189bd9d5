"""What a fit added: own attributes, those of parts, and those that cannot be read."""

from __future__ import annotations

import pytest
from sklearn.base import BaseEstimator
from sklearn.cluster import DBSCAN
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestRegressor, StackingRegressor, VotingRegressor
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import StandardScaler

from paramlens import datasets
from paramlens.fitted import Unreadable, is_fitted, learned_attributes, own, parts, stored, with_parts

X, y = datasets.diabetes()
PIPELINE = make_pipeline(StandardScaler(), Ridge())


def test_nothing_is_learned_before_the_fit(any_estimator):
    assert learned_attributes(any_estimator) == {}
    assert not is_fitted(any_estimator)


def test_everything_with_an_underscore_is_found_on_every_estimator(fitted_instances):
    assert len(fitted_instances) > 150
    for model in fitted_instances.values():
        stored_names = {name for name in vars(model) if name.endswith("_") and not name.startswith("_")}
        assert stored_names <= set(own(model)), type(model).__name__
        assert is_fitted(model) or not stored_names


def test_parts_of_a_pipeline_are_named_by_their_steps():
    model = PIPELINE.fit(X, y)
    names = set(learned_attributes(model))
    assert {"standardscaler__mean_", "ridge__coef_"} <= names
    assert all("__" in name for name in names), "a pipeline itself learns nothing"
    assert [part.within for part in parts(model)] == [False, False]


def test_passthrough_is_no_part():
    assert [part.name for part in parts(make_pipeline("passthrough", Ridge()).fit(X, y))] == ["ridge"]


def test_parts_of_parts_are_named_through():
    search = GridSearchCV(PIPELINE, {"ridge__alpha": [1.0, 2.0]}).fit(X, y)
    names = learned_attributes(search)
    assert "best_estimator___ridge__coef_" in names and "best_params_" in names
    inner = next(part for part in with_parts(search) if part.name == "best_estimator___ridge__")
    assert inner.within and inner.estimator is search.best_estimator_[-1]


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (VotingRegressor([("line", LinearRegression()), ("ridge", Ridge())]), "ridge__coef_"),
        (StackingRegressor([("line", LinearRegression())], Ridge()), "final_estimator___coef_"),
        (ColumnTransformer([("scaled", StandardScaler(), ["age"])]), "scaled__mean_"),
        (FeatureUnion([("scaled", StandardScaler())]), "scaled__scale_"),
    ],
    ids=lambda value: getattr(type(value), "__name__", value) if not isinstance(value, str) else value,
)
def test_named_parts_of_ensembles_and_transformers(model, name):
    assert name in learned_attributes(model.fit(X, y))


def test_members_of_a_list_have_no_names():
    forest = RandomForestRegressor(3, random_state=0).fit(X, y)
    assert parts(forest) == []
    assert len(learned_attributes(forest)["estimators_"]) == 3


def test_properties_are_own_but_not_stored():
    forest = RandomForestRegressor(3, random_state=0).fit(X, y)
    assert "feature_importances_" in own(forest) and "feature_importances_" not in stored(forest)


def test_attribute_that_the_settings_switch_off_is_not_there():
    assert "oob_score_" not in own(RandomForestRegressor(3, random_state=0).fit(X, y))


class Broken(BaseEstimator):
    def fit(self, X, y=None):
        self.n_features_in_ = 1
        return self

    @property
    def view_(self):
        raise RuntimeError("half built")

    @property
    def missing_(self):
        raise AttributeError("not with these settings")


def test_attribute_that_cannot_be_read_is_said_to_be_so():
    found = own(Broken().fit(X))
    assert found["view_"] == Unreadable("RuntimeError: half built")
    assert "missing_" not in found
    assert "view_" not in learned_attributes(Broken().fit(X))


def test_private_attributes_that_predictions_read_are_found():
    from sklearn.neighbors import KNeighborsRegressor

    assert {"_fit_X", "_y"} <= set(own(KNeighborsRegressor().fit(X, y)))


def test_learned_attributes_are_the_objects_themselves():
    model = DBSCAN().fit(X)
    assert learned_attributes(model)["labels_"] is model.labels_
