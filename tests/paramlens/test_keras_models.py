"""Models of Keras: what is counted, in which role it stands, and what a sweep over them leaves alone."""

from __future__ import annotations

import functools
import random
import subprocess
import sys
import warnings

import keras
import numpy as np
import pytest
from keras import layers
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from paramlens import Role, anatomy, datasets, grid, sweep
from paramlens.checks import check_estimator
from paramlens.counting import count_numbers
from paramlens.keras_estimators import KerasClassifier, KerasRegressor
from paramlens.keras_names import named_weights

moons, sides = datasets.two_moons(60)
X, y = moons.to_numpy(), sides.to_numpy()


def every_kind() -> keras.Model:
    model = keras.Sequential(
        [
            keras.Input((2,)),
            layers.Dense(5, "relu"),
            layers.BatchNormalization(),
            layers.Dropout(0.2),
            layers.Dense(2, "softmax", kernel_regularizer=keras.regularizers.L2(0.3), name="answer"),
        ]
    )
    model.layers[0].trainable = False
    model.compile(keras.optimizers.Adam(0.05), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@pytest.fixture(scope="module")
def fitted() -> keras.Model:
    model = every_kind()
    model.fit(X, y, epochs=3, verbose=0)
    return model


def build(units=3, learning_rate=0.1):
    model = keras.Sequential([layers.Dense(units, "tanh"), layers.Dense(2, "softmax")])
    model.compile(keras.optimizers.SGD(learning_rate), "sparse_categorical_crossentropy")
    return model


class Own(keras.Model):
    """A class of somebody's own, with a weight and a random state beside its layers."""

    def __init__(self, units=2):
        super().__init__()
        self.units = units
        self.inner = layers.Dense(units, "softmax")
        self.drawn = keras.random.SeedGenerator(3)
        self.gain = self.add_weight(shape=(1,), name="gain", initializer="ones")

    def call(self, x):
        return self.inner(x) * self.gain

    def get_config(self):
        return {**super().get_config(), "units": self.units}


def compiled(model, loss="sparse_categorical_crossentropy"):
    model.compile("sgd", loss)
    return model


def two_answers():
    given = keras.Input((2,))
    return compiled(keras.Model(given, [layers.Dense(2)(given), layers.Dense(2)(given)]), "mse")


class Falling(keras.optimizers.schedules.LearningRateSchedule):
    """It does not tell what it was given."""

    def __call__(self, step):
        return 0.1


class Block(layers.Layer):
    """What it calls layers is a number, and a default of it is an array."""

    def __init__(self, layers=2, start=np.ones(2), **others):
        super().__init__(**others)
        self.layers, self.start = layers, start

    def call(self, x):
        return x

    def get_config(self):
        return {**super().get_config(), "layers": self.layers, "start": self.start}


def rows(model):
    return {row.name: row for row in anatomy(model).rows}


def test_numbers_are_those_that_keras_counts(fitted):
    assert anatomy(fitted).n_learned == count_numbers(fitted) == fitted.count_params()
    outer = keras.Sequential([keras.Input((2,)), every_kind(), layers.Dense(3)])
    assert anatomy(outer).n_learned == count_numbers(outer) == outer.count_params()


def test_layers_that_a_model_shares_count_once():
    given = keras.Input((4,))
    shared = layers.Dense(4, name="twice")
    model = keras.Model(given, shared(shared(given)))
    assert anatomy(model).n_learned == model.count_params() == 20


def test_weights_that_a_layer_of_layers_holds_itself_are_found():
    class Own(keras.Model):
        def __init__(self):
            super().__init__()
            self.inner = layers.Dense(2)
            self.scale = self.add_weight(shape=(3,), name="scale")

        def call(self, given):
            return self.inner(given * self.scale)

    model = Own()
    model(np.ones((1, 3)))
    assert anatomy(model).n_learned == model.count_params() == 11


def test_each_weight_says_how_it_is_learned(fitted):
    found = rows(fitted)
    expected = {
        "dense/kernel": "frozen",
        "batch_normalization/gamma": "trainable",
        "batch_normalization/moving_mean": "learned without a gradient",
        "answer/bias": "trainable",
    }
    assert {name: found[name].value for name in expected} == expected
    assert all(found[name].role is Role.PARAMETER for name in expected)
    assert found["dense/kernel"].shape == (2, 5) and found["dense/kernel"].n_numbers == 10


def test_frozen_weights_stay_and_the_others_move():
    model = every_kind()
    before = named_weights(model)
    model.fit(X, y, epochs=1, verbose=0)
    after = named_weights(model)
    frozen = {row.name for row in anatomy(model).rows if row.value == "frozen"}
    assert frozen == {"dense/kernel", "dense/bias"}
    for name in before:
        assert np.array_equal(before[name], after[name]) == (name in frozen)


def test_moving_statistics_are_parameters(fitted):
    model = keras.models.clone_model(fitted)
    model.set_weights(fitted.get_weights())
    before = model.predict(X, verbose=0)
    np.testing.assert_allclose(before, fitted.predict(X, verbose=0))
    model.layers[1].moving_mean.assign(model.layers[1].moving_mean + 1)
    assert not np.allclose(model.predict(X, verbose=0), before, atol=1e-3)


def test_no_prediction_reads_what_the_optimizer_keeps():
    model = every_kind()
    model.fit(X, y, epochs=2, verbose=0)
    before = model.predict(X, verbose=0)
    state = [row for row in anatomy(model).rows if row.name.startswith("optimizer/") and row.role is Role.DIAGNOSTIC]
    assert {"optimizer/iteration", "optimizer/answer/kernel/momentum"} <= {row.name for row in state}
    for variable in model.optimizer.variables:
        variable.assign(variable + 1)
    np.testing.assert_array_equal(model.predict(X, verbose=0), before)


def test_what_was_set_has_its_role_its_default_and_whether_it_was_changed(fitted):
    found = rows(fitted)
    roles = {
        "dense/units": Role.HYPERPARAMETER,
        "dense/activation": Role.HYPERPARAMETER,
        "dense/kernel_initializer": Role.COMPONENT,
        "dropout/rate": Role.HYPERPARAMETER,
        "answer/kernel_regularizer/l2": Role.HYPERPARAMETER,
        "batch_normalization/renorm_momentum": Role.CONDITIONAL_HYPERPARAMETER,
        "optimizer": Role.COMPONENT,
        "optimizer/learning_rate": Role.HYPERPARAMETER,
        "loss": Role.HYPERPARAMETER,
        "metrics": Role.RUN_SETTING,
        "jit_compile": Role.RUN_SETTING,
        "dtype": Role.RUN_SETTING,
        "dropout/seed_generator_state": Role.SOURCE_OF_RANDOMNESS,
        "history/loss": Role.DIAGNOSTIC,
    }
    assert {name: found[name].role for name in roles} == roles
    rate = found["optimizer/learning_rate"]
    assert (rate.value, rate.default, rate.changed) == (0.05, 0.001, True)
    assert found["dense/trainable"].changed and not found["answer/trainable"].changed
    assert (found["dense/activation"].value, found["dense/activation"].changed) == ("relu", True)
    assert (found["dense/kernel_initializer"].value, found["dense/kernel_initializer"].changed) == (
        "glorot_uniform",
        False,
    )
    assert found["answer/kernel_regularizer/l2"].value == pytest.approx(0.3)


def test_names_do_not_depend_on_what_else_was_made(fitted):
    every_kind()
    other = every_kind()
    other.fit(X, y, epochs=1, verbose=0)
    assert [row.name for row in anatomy(other).rows] == [row.name for row in anatomy(fitted).rows]


def test_weights_of_one_name_are_told_apart():
    class Twice(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.first, self.second = keras.layers.Dense(3, name="fc"), keras.layers.Dense(3, name="fc")

        def call(self, x):
            return self.second(self.first(x))

    model = keras.Sequential([keras.Input((3,)), Twice(), keras.layers.Dense(1)])
    assert anatomy(model).n_learned == model.count_params() == 28
    assert sum(one.size for one in named_weights(model).values()) == 28


def test_layers_within_a_layer_are_counted_anew():
    def names():
        keras.layers.Dense(1)  # It counts on in the session.
        model = keras.Sequential([keras.Input((4, 2)), keras.layers.TimeDistributed(keras.layers.Dense(2))])
        return list(named_weights(model))

    assert names() == names() == ["time_distributed/dense/kernel", "time_distributed/dense/bias"]


def test_a_layer_alone_is_refused():
    with pytest.raises(TypeError, match="must be a model of Keras, got the layer Dense"):
        anatomy(keras.layers.Dense(3))


def test_a_loss_without_a_name_is_called_a_lambda():
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", lambda told, guessed: (told - guessed) ** 2)
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=".*lambda")
        rows = anatomy(model).to_frame()
    assert rows.loc["loss", "value"] == "lambda"
    assert not rows.index.str.startswith("loss/").any()


def test_a_schedule_is_a_component_with_its_own_arguments():
    model = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
    model.compile(keras.optimizers.SGD(keras.optimizers.schedules.ExponentialDecay(0.1, 100, 0.5)), "mse")
    found = rows(model)
    assert found["optimizer/learning_rate"].role is Role.COMPONENT
    assert found["optimizer/learning_rate/decay_steps"].value == 100


def test_model_that_is_not_built_has_learned_nothing():
    found = anatomy(keras.Sequential([layers.Dense(3)]))
    assert found.n_learned == 0 and not found.is_fitted
    assert "Sequential" in repr(found)


def test_anatomy_changes_nothing(fitted):
    before = fitted.get_weights()
    anatomy(fitted)._repr_html_()
    for one, other in zip(before, fitted.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_what_keras_cannot_write_down_is_named():
    leaky = functools.partial(keras.ops.leaky_relu, negative_slope=0.1)
    model = keras.Sequential([keras.Input((2,)), layers.Dense(2, activation=leaky, name="bent")])
    model.compile(keras.optimizers.Adam(Falling(), beta_1=0.5), functools.partial(keras.losses.mean_squared_error))
    found = rows(model)
    told = {name: (found[name].value, found[name].role) for name in ("bent/activation", "loss", "optimizer")}
    assert told == {
        "bent/activation": ("partial", Role.COMPONENT),
        "loss": ("partial", Role.COMPONENT),
        "optimizer": ("adam", Role.COMPONENT),
    }
    assert found["bent/units"].value == 2
    assert found["optimizer/learning_rate"].value == "falling"
    assert found["optimizer/beta_1"].value == 0.5 and found["optimizer/beta_1"].changed


@pytest.mark.parametrize("bend", [lambda x: x, eval("lambda x: x")], ids=["with its source", "without"])
def test_a_lambda_is_called_one_and_nobody_is_warned(bend, recwarn):
    model = keras.Sequential([keras.Input((2,)), layers.Dense(2, activation=bend)])
    found = rows(model)["dense/activation"]
    assert (found.value, found.role) == ("lambda", Role.COMPONENT)
    assert not [one for one in recwarn if "lambda" in str(one.message)]


def test_a_model_of_somebodys_own_has_the_same_names_each_time():
    for _ in range(2):
        model = Own(3)
        model(X)
        found = rows(compiled(model))
        assert {"units", "gain", "dense/kernel", "dense/bias"} <= set(found)
        assert found["units"].value == 3 and found["units"].changed
        assert found["seed_generator_state"].role is Role.SOURCE_OF_RANDOMNESS
        outer = keras.Sequential([keras.Input((2,)), model])
        assert {"own/gain", "own/dense/kernel", "own/units"} <= set(rows(outer))


def test_names_that_a_person_gave_stay_with_their_layers():
    model = keras.Sequential([keras.Input((4,)), layers.Dense(2, name="dense_1"), layers.Dense(3, name="dense")])
    found = named_weights(model)
    for name in ("dense", "dense_1"):
        np.testing.assert_array_equal(found[f"{name}/kernel"], model.get_layer(name).kernel)


def test_a_layer_may_call_anything_layers():
    found = rows(keras.Sequential([keras.Input((2,)), Block(3), layers.Dense(1)]))
    assert "dense/kernel" in found and found["block/start"].value == "[1. 1.]"


@pytest.mark.parametrize(
    "optimizer", [keras.optimizers.Adafactor(), keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(momentum=0.9))]
)
def test_every_name_is_there_once(optimizer):
    once = keras.Input((3, 2))
    cells = layers.Bidirectional(layers.LSTM(2, dropout=0.5))(once)
    model = keras.Model(once, layers.Dense(1)(layers.Dropout(0.5)(cells)))
    model.compile(optimizer, "mse")
    model.fit(np.zeros((4, 3, 2)), np.zeros(4), verbose=0)
    names = [row.name for row in anatomy(model).rows]
    assert len(names) == len(set(names))
    assert set(named_weights(model)) <= set(names)


def test_state_of_the_optimizer_belongs_to_the_weight_it_is_kept_for():
    model = keras.Sequential([keras.Input((4,)), layers.Dense(3, name="x"), layers.Dense(1, name="x_kernel")])
    model.compile(keras.optimizers.SGD(momentum=0.9), "mse")
    model.fit(np.zeros((4, 4)), np.zeros(4), verbose=0)
    found = rows(model)
    for weight, values in named_weights(model).items():
        assert found[f"optimizer/{weight}/momentum"].shape == values.shape


def test_a_weight_that_is_frozen_by_itself_is_called_frozen():
    model = keras.Sequential([keras.Input((2,)), layers.Dense(2), layers.BatchNormalization()])
    model.layers[0].kernel.trainable = False
    found = rows(model)
    assert found["dense/kernel"].value == "frozen" and found["dense/bias"].value == "trainable"
    assert found["batch_normalization/moving_mean"].value == "learned without a gradient"
    model.quantize("int8")
    assert rows(model)["dense/kernel"].value == "frozen"


# --- sweeps


def test_sweep_over_units_counts_what_each_network_learned():
    found = sweep(KerasClassifier(build, epochs=2), "units", [1, 4], moons, sides, cv=2)
    assert found.to_frame()["n_learned"].tolist() == [2 + 1 + 2 + 2, 8 + 4 + 8 + 2]
    assert found.learned("dense/kernel").shape == (2, 8)
    np.testing.assert_allclose(
        found.learned("dense_1/bias").loc[4], np.asarray(found.models[1].model_.get_weights()[3]), rtol=1e-6
    )


def test_sweep_over_the_learning_rate_starts_every_network_alike():
    line = KerasRegressor(build_line, epochs=1, batch_size=60)
    found = sweep(line, "learning_rate", [0.01, 0.02], X, y, cv=2)
    kernels = found.learned("dense/kernel").to_numpy()
    start = 2 * kernels[0] - kernels[1]
    again = KerasRegressor(build_line, learning_rate=0.0, epochs=1, random_state=0).fit(X, y)
    np.testing.assert_allclose(start, named_weights(again.model_)["dense/kernel"].ravel(), atol=1e-5)


def build_line(learning_rate=0.1):
    model = keras.Sequential([layers.Dense(1)])
    model.compile(keras.optimizers.SGD(learning_rate), "mse")
    return model


def test_sweep_over_epochs_and_a_grid():
    pairs = grid(KerasClassifier(build), {"epochs": [1, 2], "units": [2]}, moons, sides, cv=2)
    assert [len(model.loss_curve_) for model in pairs.models] == [1, 2]


def test_same_seed_same_network():
    first, again = (KerasClassifier(build, epochs=2, random_state=0).fit(moons, sides) for _ in range(2))
    for one, other in zip(first.model_.get_weights(), again.model_.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_global_state_is_what_it_was():
    before = random.getstate(), np.random.get_state()[1].tolist(), keras.config.floatx(), keras.backend.backend()
    sweep(KerasClassifier(build, epochs=1), "units", [1], moons, sides, cv=2)
    after = random.getstate(), np.random.get_state()[1].tolist(), keras.config.floatx(), keras.backend.backend()
    assert after == before


def test_clone_and_set_params_keep_the_setting():
    model = KerasClassifier(build, units=7, epochs=3)
    copied = clone(model).set_params(learning_rate=0.5, batch_size=8)
    of_fit = {"build": build, "epochs": 3, "batch_size": 8, "random_state": None}
    assert copied.get_params() == of_fit | {"units": 7, "learning_rate": 0.5}
    assert model.get_params()["learning_rate"] == 0.1
    with pytest.raises(ValueError, match="name must be an argument of build or one of build, .* got 'depth'"):
        copied.set_params(depth=3)


def test_another_function_brings_its_own_defaults():
    def narrow(units=2):
        return build(units)

    def wide(units=5, **more):
        return build(units)

    found = sweep(KerasClassifier(narrow, epochs=1), "build", [narrow, wide], moons, sides, cv=2)
    assert [model.model_.count_params() for model in found.models] == [2 * 2 + 2 + 6, 5 * 2 + 5 + 12]
    kept = clone(KerasClassifier(narrow, units=3)).set_params(build=wide, learning_rate=1)
    assert kept.get_params()["units"] == 3 and kept.get_params()["learning_rate"] == 1


def test_an_argument_without_a_default_can_be_set_later():
    def needing(units):
        return build(units)

    model = KerasClassifier(needing, epochs=1).set_params(units=4)
    assert clone(model).fit(moons, sides).model_.count_params() == 2 * 4 + 4 + 10


def test_a_class_of_somebodys_own_is_trained_and_answers():
    made = KerasClassifier(lambda: compiled(Own(2)), epochs=1).fit(moons, sides)
    told = made.model_.predict(X, verbose=0).argmax(axis=1)
    np.testing.assert_array_equal(made.predict(moons), told)


def test_a_fit_that_fails_leaves_nothing_to_predict_with():
    made = KerasClassifier(build, epochs=1, random_state=0).fit(moons, sides)
    with pytest.raises(ValueError, match="an output for each of 3 classes, got 2"):
        made.fit(moons, np.arange(len(moons)) % 3)
    with pytest.raises(NotFittedError):
        made.predict(moons)


def test_labels_are_given_back():
    names = np.where(sides == 1, "upper", "lower")
    assert set(KerasClassifier(build, epochs=1, random_state=0).fit(moons, names).predict(moons)) <= {"upper", "lower"}


@pytest.mark.parametrize(
    ("estimator", "error", "message"),
    [
        (KerasClassifier("dense"), TypeError, "build must be a function that returns a compiled model"),
        (KerasClassifier(lambda epochs=3: None), ValueError, "build must leave epochs to KerasClassifier"),
        (KerasClassifier(lambda: keras.Sequential()), ValueError, "build must return a compiled model of Keras"),
        (KerasClassifier(build, epochs=0), ValueError, "epochs must be a whole number of at least 1"),
        (KerasClassifier(build, batch_size=1.5), TypeError, "batch_size must be a whole number"),
        (KerasClassifier(build, unitz=3), ValueError, r"setting must hold arguments of build \(units, .* got 'unitz'"),
        (KerasClassifier(lambda units: None), ValueError, "build must have defaults, or be given values; 'units' has"),
        (KerasClassifier(two_answers), ValueError, "build must return a model with one output array"),
        (KerasRegressor(build), ValueError, "build must return a model with one output, got 2"),
        (KerasClassifier(build, random_state=2**32), ValueError, r"random_state must be a whole number below 2\*\*32"),
        (KerasClassifier(build_line), ValueError, "with an output for each of 2 classes, got 1"),
    ],
)
def test_an_estimator_says_what_is_wrong(estimator, error, message):
    with pytest.raises(error, match=message):
        estimator.fit(moons, sides)


def test_a_model_is_no_estimator_and_the_error_says_what_is(fitted):
    with pytest.raises(TypeError, match="estimator must make a new model for every fit, got the Sequential of Keras"):
        check_estimator(fitted)


def test_without_keras_the_error_says_what_to_install():
    code = (
        "import sys; sys.modules['keras'] = None\n"
        "from paramlens import datasets\n"
        "from paramlens.keras_estimators import KerasClassifier\n"
        "try:\n"
        "    KerasClassifier(lambda units=3: None).fit(*datasets.two_moons(20))\n"
        "except ImportError as error:\n"
        "    print(error)\n"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert "KerasClassifier needs Keras" in told and "pip install 'paramlens[networks]'" in told


def test_nobody_who_uses_scikit_learn_imports_keras():
    code = (
        "import sys\n"
        "from sklearn.linear_model import Ridge\n"
        "from paramlens import anatomy, datasets, sweep\n"
        "X, y = datasets.diabetes()\n"
        "anatomy(Ridge().fit(X, y)); sweep(Ridge(), 'alpha', [1.0], X, y)\n"
        "assert not {'keras', 'jax', 'paramlens.keras_models', 'paramlens.keras_estimators'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
