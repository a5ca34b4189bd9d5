"""What a name says about its role: the conventions that scikit-learn and its neighbours keep.

A convention is a hypothesis. It is read off names, owners and values, and nothing is tried out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.gaussian_process.kernels import Kernel
from sklearn.neighbors import BallTree, KDTree

from paramlens.fitted import PRIVATE, is_estimator, is_fitted
from paramlens.roles import Role, Side

__all__ = ["conventional_role", "side_of"]

_ARGUMENTS = {
    Role.RUN_SETTING: """
        accept_sparse block_size breadth_first cache_size callback check_inverse compute_distances
        compute_full_tree compute_inverse_components compute_labels compute_score copy copy_X copy_X_train
        copy_x dense_output device dtype error_score feature_name_combiner feature_names_out gcv_mode leaf_size memory
        n_jobs neighbors_algorithm nthread oob_score pre_dispatch precompute return_train_score selection separator
        shrinking silent sort sparse sparse_output sparse_threshold store_centers store_covariance
        store_cv_results store_precision thread_count use_legacy_attributes verbose verbose_eval
        verbose_feature_names_out verbose_interval verbosity warm_start
    """,
    Role.SOURCE_OF_RANDOMNESS: "random_seed random_state seed",
    Role.COMPONENT: """
        base_estimator covariance_estimator estimator estimators final_estimator func inverse_func
        regressor score_func steps transformer transformer_list transformers
    """,
}

# Asleep until another argument has a certain value, for every estimator that takes the name.
_CONDITIONAL = set(
    """
    U_init V_init angle beta_1 beta_2 code_init constant dict_init enet_tol error_on_new
    fresh_restarts_max_iter hessian_tol intercept_scaling jitter k_best kernel_params learning_rate_init
    max_fun metric_params modified_tol n_oversamples nesterovs_momentum perp_tol power_t
    predecessor_correction rtol transform_n_nonzero_coefs unknown_value validation_fraction xi
    """.split()
)

# The same, for some owners only: elsewhere the name is awake at the defaults.
_KERNEL_MACHINES = set(
    "KernelPCA KernelRidge NuSVC NuSVR Nystroem OneClassSVM SVC SVR SpectralClustering".split()
)
_CONDITIONAL_FOR = {
    "coef0": _KERNEL_MACHINES,
    "degree": _KERNEL_MACHINES,
    "criterion": {"GradientBoostingClassifier", "GradientBoostingRegressor"},
    "epsilon": {"MLPClassifier", "MLPRegressor", "SGDClassifier", "SGDRegressor"},
    "eps": {"OPTICS"},
    "eta0": {"SGDClassifier"},
    "fit_prior": {"ComplementNB"},
    "fill_value": {"SimpleImputer"},
    "flatten_transform": {"VotingClassifier"},
    "leak": {"NetworkClassifier", "NetworkRegressor"},
    "momentum": {"MLPClassifier", "MLPRegressor"},
    "iterated_power": {"PCA", "KernelPCA"},
    "l1_ratio": {"Perceptron", "SGDClassifier", "SGDRegressor"},
    "learning_rate": {"MLPClassifier", "MLPRegressor"},
    "min_cluster_size": {"OPTICS"},
    "n_iter_no_change": {
        "HistGradientBoostingClassifier",
        "HistGradientBoostingRegressor",
        "MLPClassifier",
        "MLPRegressor",
    },
    "quantile": {"DummyRegressor", "HistGradientBoostingRegressor"},
    "scoring": {"HistGradientBoostingClassifier", "HistGradientBoostingRegressor"},
    "tol": {
        "GradientBoostingClassifier",
        "GradientBoostingRegressor",
        "HistGradientBoostingClassifier",
        "HistGradientBoostingRegressor",
        "LinearDiscriminantAnalysis",
        "PCA",
    },
}

# A search structure finds the same neighbours, and Elkan's bounds the same centres, at another cost.
_ALGORITHM_IS_A_RUN_SETTING = """
    BisectingKMeans DBSCAN HDBSCAN KMeans KNeighborsClassifier KNeighborsRegressor KNeighborsTransformer
    KernelDensity LocalOutlierFactor NearestNeighbors OPTICS RadiusNeighborsClassifier
    RadiusNeighborsRegressor RadiusNeighborsTransformer
""".split()

_ATTRIBUTES = {
    Role.METADATA: """
        C_grid_ Cs_ batch_size_ chain_method_ class_weight_ classes_ columns_in_
        covariance_prior_ criterion_ degrees_of_freedom_prior_ density_ do_early_stopping_ doc_topic_prior_
        drop_idx_ effective_metric_ effective_metric_params_ eps_ feature_names_ feature_names_in_
        feature_types_in_ fixed_vocabulary_ increasing_ infrequent_categories_ is_categorical_ l1_ratios_
        label_binarizer_ le_ max_features_ max_samples_ mean_precision_prior_ mean_prior_ multilabel_
        multimetric_ n_bins_ n_categories_ n_classes_ n_clusters_ n_components_ n_features_ n_features_in_
        n_features_out_ n_features_to_select_ n_estimators_ n_layers_ n_leaves_ n_neighbors_
        n_nonzero_coefs_ n_output_features_ n_outputs_ n_quantiles_ n_samples_ n_samples_fit_ n_samples_seen_
        n_splits_ n_subpopulation_ n_trees_per_iteration_ order_ out_activation_ outlier_label_
        output_indices_ outputs_2d_ pairwise_indices_ random_state_ references_ scorer_ shape_fit_ solver_
        sparse_input_ sparse_output_ stack_method_ target_type_ topic_word_prior_
        weight_concentration_prior_ y_type_
    """,
    Role.DIAGNOSTIC: """
        active_ alphas_ best_index_ best_loss_ best_score_ best_validation_score_ bound_ breakdown_
        coef_path_ coefs_paths_ converged_ costs_ cv_alphas_ cv_results_ dual_gap_ error_ estimator_errors_
        evals_result_ fit_status_ inertia_ inlier_mask_ kl_divergence_ labeled_iter_
        log_marginal_likelihood_value_ loglike_ loss_ loss_curve_ lower_bound_ lower_bounds_ max_resources_
        min_resources_ mse_path_ n_batch_iter_ n_candidates_ n_connected_components_ n_iter_ n_iterations_
        n_possible_iterations_ n_remaining_candidates_ n_required_iterations_ n_resources_
        n_skips_invalid_data_ n_skips_invalid_model_ n_skips_no_inliers_ n_steps_ n_trials_
        oob_decision_function_ oob_improvement_ oob_prediction_
        oob_score_ oob_scores_ rank_ raw_covariance_ raw_location_ raw_support_
        reconstruction_err_ reconstruction_error_ refit_time_ scores_ singular_ stress_ t_
        termination_condition_ train_score_ validation_score_ validation_scores_
    """,
    Role.SELECTED_HYPERPARAMETER: """
        C_ alpha_ bandwidth_ best_params_ best_threshold_ gamma_ kernel_ l1_ratio_ lambda_ learning_rate_
        shrinkage_
    """,
    Role.MEMORISED_DATA: """
        X_ X_fit_ X_train_ _fit_X _y medoids_ support_vectors_ y_train_
    """,
    Role.DERIVED_VIEW: """
        X_transformed_fit_ affinity_matrix_ biclusters_ children_ class_count_ cluster_centers_indices_
        cluster_hierarchy_ column_labels_ component_indices_ core_distances_ core_sample_indices_ data_max_ data_min_
        data_range_ dissimilarity_matrix_ dist_ distances_ dummy_leaf_ embedding_ estimators_samples_
        exp_dirichlet_component_ explained_variance_ratio_ f_ feature_count_ feature_importances_ h_samples_
        labels_ max_abs_
        named_estimators_ named_transformers_ negative_outlier_factor_ ordering_ outliers_ precision_ precisions_
        precisions_cholesky_ predecessor_ probabilities_ pvalues_ ranking_ reachability_ root_ row_labels_
        rows_ singular_values_ sparse_coef_ support_ transduction_ whitening_ x_scores_ y_scores_
    """,
}

# Where the same name means something else, by owner.
_ATTRIBUTES_FOR = {
    "alpha_": {"GaussianProcessRegressor": Role.PARAMETER},
    "centroids_": {"HDBSCAN": Role.DERIVED_VIEW},
    "cluster_centers_": {"AffinityPropagation": Role.MEMORISED_DATA},
    "coef_": {"NuSVC": Role.DERIVED_VIEW, "NuSVR": Role.DERIVED_VIEW, "SVC": Role.DERIVED_VIEW}
    | {"SVR": Role.DERIVED_VIEW, "OneClassSVM": Role.DERIVED_VIEW},
    "columns_": {"SpectralBiclustering": Role.DERIVED_VIEW, "SpectralCoclustering": Role.DERIVED_VIEW},
    "components_": {"DBSCAN": Role.MEMORISED_DATA, "Nystroem": Role.MEMORISED_DATA},
    "covariance_": {
        "LinearDiscriminantAnalysis": Role.DERIVED_VIEW,
        "QuadraticDiscriminantAnalysis": Role.DERIVED_VIEW,
    },
    "eigenvalues_": {"ClassicalMDS": Role.DERIVED_VIEW},
    "epsilon_": {"GaussianNB": Role.DERIVED_VIEW},
    "explained_variance_": {"TruncatedSVD": Role.DERIVED_VIEW},
    "labels_": {"FeatureAgglomeration": Role.PARAMETER},
    "_gamma": {"MiniBatchNMF": Role.DIAGNOSTIC},
    "means_": {"LinearDiscriminantAnalysis": Role.DERIVED_VIEW},
    "mixing_": {"FastICA": Role.DERIVED_VIEW},
    "n_features_": {"RFECV": Role.SELECTED_HYPERPARAMETER},
    "n_nonzero_coefs_": {"OrthogonalMatchingPursuitCV": Role.SELECTED_HYPERPARAMETER},
    "priors_": {"LinearDiscriminantAnalysis": Role.DERIVED_VIEW},
    "pvalues_": {"SelectFdr": Role.PARAMETER, "SelectFpr": Role.PARAMETER, "SelectFwe": Role.PARAMETER},
    "scale_": {"HuberRegressor": Role.DERIVED_VIEW},
    "scores_": {
        "GenericUnivariateSelect": Role.PARAMETER,
        "SelectKBest": Role.PARAMETER,
        "SelectPercentile": Role.PARAMETER,
    },
    "support_": {
        "EllipticEnvelope": Role.DIAGNOSTIC,
        "MinCovDet": Role.DIAGNOSTIC,
        "RFE": Role.PARAMETER,
        "RFECV": Role.PARAMETER,
        "SequentialFeatureSelector": Role.PARAMETER,
    },
    "var_": {"IncrementalPCA": Role.DERIVED_VIEW, "StandardScaler": Role.DERIVED_VIEW},
    "x_weights_": dict.fromkeys(("CCA", "PLSCanonical", "PLSRegression"), Role.DERIVED_VIEW),
    "y_weights_": dict.fromkeys(("CCA", "PLSCanonical", "PLSRegression"), Role.DERIVED_VIEW),
}

# They follow from the shape or the type of the data by a fixed rule, whatever the argument asked for.
_READ_OFF_THE_DATA = {"density_", "max_features_", "max_samples_", "target_type_"}

# Properties are computed when asked for, but these pass on what prediction reads.
_STORED_BEHIND_A_PROPERTY = {"idf_", "probA_", "probB_"}


def _by_name(table: Mapping[Role, str]) -> dict[str, Role]:
    return {name: role for role, names in table.items() for name in names.split()}


_ROLE_OF_ARGUMENT = _by_name(_ARGUMENTS)
_ROLE_OF_ATTRIBUTE = _by_name(_ATTRIBUTES)


def side_of(name: str) -> Side:
    """On which side a name stands: a trailing underscore says learned.

    Parameters
    ----------
    name : str
        Of an argument or attribute; of a part it is written ``part__name``.

    Returns
    -------
    Side

    Examples
    --------
    >>> from paramlens.conventions import side_of
    >>> side_of("ridge__alpha").value, side_of("ridge__coef_").value
    ('set', 'learned')
    """
    last = _last(name)
    return Side.LEARNED if last in PRIVATE or last.endswith("_") else Side.SET


def conventional_role(name: str, owner: object = None, value: object = None) -> Role:
    """The role that a name suggests.

    Parameters
    ----------
    name : str
        Of a constructor argument or a fitted attribute; of a part it is written ``part__name``.
    owner : estimator or class, optional
        What the name belongs to; some names mean different things on different estimators. Given an
        instance, its arguments tell an echo of an argument from a choice made by the fit.
    value : object, optional
        What the name holds; an estimator, kernel or function makes an argument a component.

    Returns
    -------
    Role

    References
    ----------
    The conventions of trailing underscores and of names: L. Buitinck et al. (2013), *API design for
    machine learning software: experiences from the scikit-learn project*.

    Examples
    --------
    >>> from paramlens.conventions import conventional_role
    >>> conventional_role("random_state").value, conventional_role("support_vectors_").value
    ('source_of_randomness', 'memorised_data')
    """
    decide = _role_of_attribute if side_of(name) is Side.LEARNED else _role_of_argument
    return decide(_last(name), owner, value)


def _last(name: str) -> str:
    # Neither part of "best_estimator___coef_" may lose the underscore that says it is learned, and a
    # private name may begin with one.
    head, separator, tail = name.rpartition("__")
    if separator and not tail:
        return name
    if separator and head.endswith("_") and f"_{tail}" in PRIVATE:
        return f"_{tail}"
    return tail


def _role_of_argument(name: str, owner: object, value: object) -> Role:
    kind = _class_name(owner)
    if name in _ROLE_OF_ARGUMENT:
        return _ROLE_OF_ARGUMENT[name]
    if _is_component(value):
        return Role.COMPONENT
    if name == "algorithm" and kind in _ALGORITHM_IS_A_RUN_SETTING:
        return Role.RUN_SETTING
    if name in _CONDITIONAL or kind in _CONDITIONAL_FOR.get(name, ()):
        return Role.CONDITIONAL_HYPERPARAMETER
    return Role.HYPERPARAMETER


def _is_component(value: object) -> bool:
    if isinstance(value, type):
        return False
    return isinstance(value, BaseEstimator | Kernel | Callable) or hasattr(value, "get_params")


def _role_of_attribute(name: str, owner: object, value: object) -> Role:
    kind = _class_name(owner)
    if kind in _ATTRIBUTES_FOR.get(name, ()):
        return _ATTRIBUTES_FOR[name][kind]
    if isinstance(value, KDTree | BallTree):
        return Role.MEMORISED_DATA
    if is_estimator(value) and not is_fitted(value):
        return Role.METADATA
    named = Role.SELECTED_HYPERPARAMETER if name == "_gamma" else _ROLE_OF_ATTRIBUTE.get(name)
    echoes = named in (None, Role.METADATA, Role.SELECTED_HYPERPARAMETER)
    if echoes and name not in _READ_OFF_THE_DATA:
        named = _echo_or_choice(name.strip("_"), owner, value) or named
    if named is not None:
        return named
    is_property = isinstance(getattr(_class(owner), name, None), property)
    if is_property and name not in _STORED_BEHIND_A_PROPERTY:
        return Role.DERIVED_VIEW
    return Role.PARAMETER


def _echo_or_choice(argument: str, owner: object, value: object) -> Role | None:
    """Metadata if the value is the argument of that name, a selection if the argument asked for one."""
    held = getattr(owner, "__dict__", {})
    if argument not in held or not isinstance(value, str | int | float | np.number | np.bool_):
        return None
    asked = held[argument]
    if asked == "auto" and argument == "n_components":
        return Role.METADATA
    if argument == "n_estimators" and getattr(owner, "n_iter_no_change", None) is not None:
        return Role.SELECTED_HYPERPARAMETER
    if isinstance(asked, str) and asked != value:
        return Role.SELECTED_HYPERPARAMETER
    if isinstance(asked, float) and isinstance(value, int | np.integer) and asked != value:
        return Role.SELECTED_HYPERPARAMETER
    if np.ndim(asked) == 0 and asked == value:
        return Role.METADATA
    return None


def _class(owner: object) -> type:
    return owner if isinstance(owner, type) else type(owner)


def _class_name(owner: object) -> str:
    return _class(owner).__name__
