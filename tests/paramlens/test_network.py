"""The network in NumPy: its slopes against JAX's, its counts against Keras's, and what it refuses."""

from __future__ import annotations

import jax
import jax.flatten_util
import jax.numpy as jnp
import keras
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.utils.estimator_checks import parametrize_with_checks

from paramlens import NetworkClassifier, NetworkRegressor, datasets, network, sweep
from paramlens.anatomy import anatomy
from paramlens.counting import count_numbers

moons, sides = datasets.two_moons(80)

BY_JAX = {
    "identity": lambda z: z,
    "relu": jax.nn.relu,
    "leaky_relu": lambda z: jax.nn.leaky_relu(z, 0.1),
    "tanh": jnp.tanh,
    "logistic": jax.nn.sigmoid,
}


def loss_by_jax(layers, X, Y, activation, kind):
    for weights, biases in layers[:-1]:
        X = BY_JAX[activation](X @ weights + biases)
    output = X @ layers[-1][0] + layers[-1][1]
    if kind == "log_loss":
        return -jnp.mean(jnp.sum(Y * jax.nn.log_softmax(output), axis=1))
    return jnp.mean(jnp.sum((output - Y) ** 2, axis=1)) / 2


def problem(sizes, seed=0):
    rng = np.random.default_rng(seed)
    layers = [
        (weights, rng.normal(size=biases.shape))
        for weights, biases in network.initialise(sizes, "glorot", random_state=seed)
    ]
    Y = np.eye(sizes[-1])[rng.integers(sizes[-1], size=7)]
    return layers, rng.normal(size=(7, sizes[0])), Y


@pytest.mark.parametrize("kind", ["log_loss", "squared_error"])
@pytest.mark.parametrize("activation", network.ACTIVATIONS)
@pytest.mark.parametrize("sizes", [(3, 2), (4, 6, 3), (2, 5, 4, 3)], ids=str)
def test_slopes_are_those_of_jax(sizes, activation, kind):
    layers, X, Y = problem(sizes)
    with jax.enable_x64(True):
        expected_loss, expected = jax.value_and_grad(loss_by_jax)(
            jax.tree.map(jnp.asarray, layers), X, Y, activation, kind
        )
    found = network.gradients(layers, X, Y, activation, kind, leak=0.1)
    assert network.loss(network.forward(layers, X, activation, 0.1)[-1], Y, kind) == pytest.approx(
        float(expected_loss), abs=1e-12
    )
    for ours, theirs in zip(jax.tree.leaves(found), jax.tree.leaves(expected), strict=True):
        assert np.asarray(theirs).dtype == float
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-6)


def test_every_activation_is_compared():
    assert set(BY_JAX) == set(network.ACTIVATIONS)


@pytest.mark.parametrize("kind", ["log_loss", "squared_error"])
def test_curvature_is_the_largest_eigenvalue_of_the_hessian_of_jax(kind):
    layers, X, Y = problem((3, 4, 2))
    with jax.enable_x64(True):
        numbers = np.concatenate([array.ravel() for layer in layers for array in layer])
        _, back = jax.flatten_util.ravel_pytree(jax.tree.map(jnp.asarray, layers))
        hessian = jax.hessian(lambda flat: loss_by_jax(back(flat), X, Y, "tanh", kind))(jnp.asarray(numbers))
    expected = max(np.linalg.eigvalsh(np.asarray(hessian)), key=abs)
    found = network.curvature(layers, X, Y, "tanh", kind, n_iterations=300)
    assert found == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("sizes", [(3, 2), (4, 16, 3), (64, 32, 16, 10)], ids=str)
def test_as_many_numbers_as_keras_counts(sizes):
    model = keras.Sequential([keras.Input((sizes[0],)), *map(keras.layers.Dense, sizes[1:])])
    assert count_numbers(network.initialise(sizes, random_state=0)) == model.count_params()


def test_a_step_goes_down():
    layers, X, Y = problem((4, 8, 3))
    before = network.loss(network.forward(layers, X)[-1], Y)
    after = network.step(layers, network.gradients(layers, X, Y), 0.01)
    assert network.loss(network.forward(after, X)[-1], Y) < before


def test_functions_change_nothing_that_they_are_given():
    layers, X, Y = problem((4, 8, 3))
    copies = [(weights.copy(), biases.copy()) for weights, biases in layers]
    network.step(layers, network.gradients(layers, X, Y), 0.1)
    for held, copy in zip(jax.tree.leaves(layers), jax.tree.leaves(copies), strict=True):
        np.testing.assert_array_equal(held, copy)


@pytest.mark.parametrize(
    ("scheme", "expected"), [("he", np.sqrt(2 / 400)), ("glorot", np.sqrt(2 / 1000)), ("zero", 0), (0.3, 0.3)]
)
def test_weights_are_drawn_as_widely_as_the_scheme_says(scheme, expected):
    ((weights, biases),) = network.initialise([400, 600], scheme, random_state=0)
    assert weights.std() == pytest.approx(expected, rel=0.02)
    assert not biases.any()


def test_a_batch_holds_each_row_once_in_an_epoch():
    batches = list(network.minibatches(10, 4, 3, random_state=0))
    assert list(map(len, batches)) == [4, 4, 2] * 3
    for epoch in range(3):
        assert sorted(np.concatenate(batches[3 * epoch : 3 * epoch + 3])) == list(range(10))
    assert [rows.tolist() for rows in network.minibatches(3, None, 2)] == [[0, 1, 2]] * 2
    assert len(list(network.minibatches(4, 2, 1))) == 2 and len(list(network.minibatches(4, 9, 1))) == 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: network.initialise([3]), "sizes must hold at least two whole numbers"),
        (lambda: network.initialise([3, 0]), "sizes must hold"),
        (lambda: network.initialise([3, 2], "hi"), "scheme must be one of 'he', 'glorot', 'zero' or a number"),
        (lambda: network.initialise([3, 2], -1), "scheme must be"),
        (lambda: network.forward([], [[1.0]], "step"), "activation must be one of 'identity'"),
        (lambda: network.loss(np.zeros((2, 1)), [[1.0]]), r"Y must have the shape of the output, \(2, 1\), got"),
        (lambda: network.loss(np.zeros((1, 1)), [[1.0]], "hinge"), "kind must be one of 'log_loss'"),
        (lambda: list(network.minibatches(5, 0, 1)), "batch_size must be a whole number of at least 1, got 0"),
        (lambda: list(network.minibatches(5, 2, 1.5)), "epochs must be a whole number"),
        (lambda: network.initialise([3, 2], np.inf), "scheme must be"),
        (lambda: network.initialise([3, 2], [1]), r"scheme must be .* got \[1\]"),
        (lambda: network.forward([], [[1.0]]), "layers must hold at least one layer, got none"),
        (lambda: network.forward(network.initialise([3, 2]), [[1.0]]), r"X must have the shape \(n_samples, 3\)"),
        (lambda: network.forward(network.initialise([3, 2]), [1.0, 2.0, 3.0]), r"X must have .* got \(3,\)"),
        (lambda: network.loss(np.ones(3), np.ones(3)), r"output must have the shape \(n_samples, n_out\), got \(3,\)"),
        (
            lambda: network.curvature(network.initialise([1, 1]), [[1.0]], [[1.0]], n_iterations=-3),
            "n_iterations must be a whole number of at least 1, got -3",
        ),
    ],
)
def test_functions_say_what_is_wrong(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_sizes_that_are_no_list_are_refused():
    with pytest.raises(TypeError, match="sizes must be a list of whole numbers, got 5"):
        network.initialise(5)


def test_slopes_are_right_for_targets_that_do_not_add_up_to_one():
    layers = network.initialise([2, 3], random_state=0)
    rows, Y = np.array([[1.0, -0.5]]), [[1.0, 0.5, 0.25]]
    found = network.gradients(layers, rows, Y)[0][0]
    ahead, behind = (
        network.loss(network.forward([(layers[0][0] + shift, layers[0][1])], rows)[-1], Y)
        for shift in (np.eye(2, 3) * 1e-5, np.eye(2, 3) * -1e-5)
    )
    assert np.trace(found[:, :2]) == pytest.approx((ahead - behind) / 2e-5, abs=1e-6)


# --- the estimators


@parametrize_with_checks([NetworkClassifier(), NetworkRegressor()])
def test_scikit_learn_accepts_the_estimators(estimator, check):
    check(estimator)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"activation": "step"}, "activation must be a str among"),
        ({"batch_size": 0}, r"batch_size must be an int in the range \[1, inf\) or None, got 0"),
        ({"hidden": (4, 0)}, r"hidden must hold whole numbers of at least 1, got \(4, 0\)"),
        ({"hidden": 4}, "hidden must be an array-like, got 4"),
        ({"learning_rate": -1}, "learning_rate must be a float"),
        ({"momentum": 1}, "momentum must be"),
        ({"initialisation": "random"}, "initialisation must be"),
        ({"epochs": 0}, "epochs must be"),
    ],
)
def test_an_estimator_says_what_is_wrong(setting, message):
    with pytest.raises(ValueError, match=message):
        NetworkClassifier(**setting).fit(moons, sides)


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"initialisation": True}, "initialisation must not be a truth value, got True"),
        ({"epochs": True}, "epochs must not be a truth value, got True"),
        ({"learning_rate": lambda number: None}, "learning_rate must give a number for each step, got None for step 0"),
    ],
)
def test_a_fit_that_fails_leaves_no_half_of_another(setting, message):
    made = NetworkClassifier(epochs=1, random_state=0)
    with pytest.raises(TypeError, match=message):
        made.set_params(**setting).fit(moons, sides)
    with pytest.raises(NotFittedError):
        made.predict(moons)
    made.set_params(epochs=1, initialisation="he", learning_rate=0.1).fit(moons, sides)
    with pytest.raises(TypeError, match=message):
        made.set_params(**setting).fit(moons.iloc[:, :1], sides)
    if "learning_rate" in setting:
        with pytest.raises(NotFittedError):
            made.predict(moons)
    else:  # refused before the data were looked at: the earlier fit stays whole
        assert len(made.predict(moons)) == len(moons)


def test_unfitted_network_predicts_nothing():
    with pytest.raises(NotFittedError):
        NetworkRegressor().predict(moons)


def test_same_seed_same_numbers_and_another_seed_others():
    first, again, other = (NetworkClassifier(epochs=3, random_state=seed).fit(moons, sides) for seed in (0, 0, 1))
    for one, same, different in zip(first.coefs_, again.coefs_, other.coefs_, strict=True):
        np.testing.assert_array_equal(one, same)
        assert not np.allclose(one, different)


def test_global_random_state_stays():
    before = np.random.get_state()[1].copy()
    NetworkClassifier(epochs=1, random_state=0).fit(moons, sides)
    np.testing.assert_array_equal(np.random.get_state()[1], before)


def test_without_hidden_layers_it_is_the_model_of_regression():
    line = NetworkRegressor(hidden=(), batch_size=None, epochs=2000, random_state=0).fit(moons, moons["x1"] - sides)
    expected = LinearRegression().fit(moons, moons["x1"] - sides)
    np.testing.assert_allclose(line.coefs_[0][:, 0], expected.coef_, atol=1e-6)
    curve = NetworkClassifier(hidden=(), batch_size=None, learning_rate=1, epochs=5000).fit(moons, sides)
    expected = LogisticRegression(C=np.inf, tol=1e-10).fit(moons, sides)
    np.testing.assert_allclose(curve.coefs_[0][:, 1] - curve.coefs_[0][:, 0], expected.coef_[0], rtol=1e-3)


def test_plain_steps_are_those_of_the_functions():
    setting = {"hidden": (5,), "batch_size": None, "epochs": 3, "learning_rate": 0.2, "activation": "tanh"}
    model = NetworkClassifier(**setting, random_state=0).fit(moons, sides)
    layers, Y = network.initialise([2, 5, 2], random_state=0), np.eye(2)[sides]
    for _ in range(3):
        layers = network.step(layers, network.gradients(layers, moons, Y, "tanh"), 0.2)
    for (weights, biases), coef, intercept in zip(layers, model.coefs_, model.intercepts_, strict=True):
        np.testing.assert_allclose(coef, weights, atol=1e-12)
        np.testing.assert_allclose(intercept, biases, atol=1e-12)


def test_momentum_and_weight_decay_are_those_of_keras():
    start = network.initialise([2, 4, 1], random_state=0)
    l2 = keras.regularizers.L2(0.05)  # half of the decay: Keras adds the square, whose slope is twice the weight
    hidden = keras.layers.Dense(4, "tanh", kernel_regularizer=l2)
    model = keras.Sequential([keras.Input((2,)), hidden, keras.layers.Dense(1, kernel_regularizer=l2)])
    model.set_weights([array for layer in start for array in layer])
    optimizer = keras.optimizers.SGD(0.05, momentum=0.9)
    model.compile(optimizer, lambda y, told: keras.ops.mean((y - told) ** 2, axis=-1) / 2)
    target = np.asarray(moons["x1"] * moons["x2"])
    model.fit(moons.to_numpy(), target[:, None], batch_size=80, epochs=20, shuffle=False, verbose=0)
    setting = {"activation": "tanh", "learning_rate": 0.05, "momentum": 0.9, "weight_decay": 0.1}
    ours = NetworkRegressor((4,), **setting, batch_size=None, epochs=20, random_state=0).fit(moons, target)
    held = [ours.coefs_[0], ours.intercepts_[0], ours.coefs_[1], ours.intercepts_[1]]
    for found, expected in zip(held, model.get_weights(), strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-5)


def test_learning_rate_can_be_a_function_of_the_step():
    constant = NetworkClassifier(epochs=2, learning_rate=0.1, random_state=0).fit(moons, sides)
    seen = []
    called = NetworkClassifier(epochs=2, learning_rate=lambda n: seen.append(n) or 0.1, random_state=0)
    np.testing.assert_array_equal(called.fit(moons, sides).coefs_[0], constant.coefs_[0])
    assert seen == list(range(6)) and called.n_steps_ == 6


def test_loss_curve_is_the_mean_over_rows_of_the_loss_before_each_step():
    model = NetworkClassifier(epochs=1, learning_rate=0.0, batch_size=32, random_state=0).fit(moons, sides)
    layers = list(zip(model.coefs_, model.intercepts_, strict=True))
    expected = network.loss(network.forward(layers, moons)[-1], np.eye(2)[sides])
    assert model.loss_curve_ == [pytest.approx(expected)]


def test_steps_that_are_too_long_end_in_no_numbers_and_no_warning(recwarn):
    model = NetworkRegressor(learning_rate=1e6, epochs=5, random_state=0).fit(moons, sides)
    assert not np.isfinite(model.loss_curve_[-1])
    model.predict(moons)
    assert len(recwarn) == 0


def test_it_learns_the_moons_as_scikit_learns_network_does():
    X, y = datasets.two_moons(400)
    ours = NetworkClassifier((16,), learning_rate=0.3, epochs=200, random_state=0).fit(X[:200], y[:200])
    setting = {"learning_rate_init": 0.3, "momentum": 0, "max_iter": 200, "n_iter_no_change": 200}
    theirs = MLPClassifier((16,), solver="sgd", batch_size=32, **setting, random_state=0)
    with pytest.warns(match="Maximum iterations"):
        theirs.fit(X[:200], y[:200])
    assert ours.score(X[200:], y[200:]) >= theirs.score(X[200:], y[200:]) - 0.03


def test_the_package_reads_it():
    found = sweep(NetworkClassifier((3,), epochs=2), "hidden", [(2,), (4,)], moons, sides, cv=2)
    assert found.to_frame()["n_learned"].tolist() == [2 * 2 + 2 + 2 * 2 + 2, 2 * 4 + 4 + 4 * 2 + 2]
    roles = {row.name: row.role.value for row in anatomy(found.models[0]).rows}
    assert roles["coefs_"] == roles["intercepts_"] == "parameter"
    assert roles["momentum"] == roles["learning_rate"] == "hyperparameter"
    assert roles["leak"] == "conditional_hyperparameter" and roles["loss_curve_"] == "diagnostic"
    assert clone(found.models[0]).hidden == (2,)


def test_slopes_of_a_bend_that_hides_its_side_are_refused():
    layers = network.initialise([2, 3, 1], random_state=0)
    X, Y = np.ones((4, 2)), np.ones((4, 1))
    with pytest.raises(ValueError, match="leak must be at least 0 to find slopes, got -0.5"):
        network.gradients(layers, X, Y, "leaky_relu", "squared_error", leak=-0.5)
