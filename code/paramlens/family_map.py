"""One line for each family of estimators: what is set, learned and remembered, and what predicting asks for again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd
from sklearn.base import BaseEstimator

from paramlens.anatomy import anatomy
from paramlens.atlas_cases import cases
from paramlens.atlas_data import suitable_data
from paramlens.atlas_table import atlas_table
from paramlens.consulted import consulted
from paramlens.display import boxed
from paramlens.experiment.guard import attempt
from paramlens.roles import Role, Word

__all__ = ["EXAMPLES", "FamilyLine", "FamilyMap", "family_map"]

EXAMPLES = {
    "linear models": "Ridge",
    "discriminant analysis": "LinearDiscriminantAnalysis",
    "kernel ridge": "KernelRidge",
    "support vector machines": "SVC",
    "nearest neighbours": "KNeighborsClassifier",
    "Gaussian processes": "GaussianProcessRegressor",
    "cross decomposition": "PLSRegression",
    "naive Bayes": "GaussianNB",
    "trees": "DecisionTreeClassifier",
    "ensembles": "RandomForestClassifier",
    "multiclass and multioutput": "OneVsRestClassifier",
    "semi-supervised learning": "LabelSpreading",
    "isotonic regression": "IsotonicRegression",
    "calibration": "CalibratedClassifierCV",
    "neural networks": "MLPClassifier",
    "mixtures": "GaussianMixture",
    "manifold learning": "Isomap",
    "clustering": "KMeans",
    "decomposition": "PCA",
    "covariance estimation": "LedoitWolf",
    "preprocessing": "StandardScaler",
    "imputation": "SimpleImputer",
    "feature selection": "SelectKBest",
    "feature extraction": "TfidfVectorizer",
    "kernel approximation": "Nystroem",
    "random projection": "GaussianRandomProjection",
    "composition": "Pipeline",
    "model selection": "GridSearchCV",
    "baselines": "DummyClassifier",
}
"""The estimator that stands for each family, in the order of scikit-learn's user guide."""

_SECONDS = 30.0
_MOST_NAMES = 3


@dataclass(frozen=True)
class FamilyLine:
    """What one estimator says of its family.

    Attributes
    ----------
    family, example : str
        The family, and the class that stands for it.
    set : tuple of str
        Its hyperparameters, in the order of the signature.
    learned : tuple of str
        Its parameters.
    open : tuple of str
        What is named like a parameter and undecided in the atlas.
    remembered : tuple of str
        Its memorised data.
    n_learned : int
        How many numbers it learned from the data that it was tried on, those of its parts included.
    asked_again : tuple of str
        The arguments that predicting or transforming consults.
    """

    family: str
    example: str
    set: tuple[str, ...]
    learned: tuple[str, ...]
    open: tuple[str, ...]
    remembered: tuple[str, ...]
    n_learned: int
    asked_again: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class FamilyMap:
    """One line for each family; shows as a table in a notebook.

    Attributes
    ----------
    lines : tuple of FamilyLine
        In the order of scikit-learn's user guide.
    """

    lines: tuple[FamilyLine, ...]

    def to_frame(self) -> pd.DataFrame:
        """The map as a table.

        Returns
        -------
        pandas.DataFrame
            Index ``family``; columns ``example``, ``set``, ``learned`` (with ``(?)`` what is undecided),
            ``remembered``, ``numbers`` and ``asked again``, names joined by commas.
        """
        rows = {
            line.family: {
                "example": line.example,
                "set": ", ".join(line.set),
                "learned": ", ".join([*line.learned, *(f"{name} (?)" for name in line.open)]),
                "remembered": ", ".join(line.remembered),
                "numbers": line.n_learned,
                "asked again": ", ".join(line.asked_again),
            }
            for line in self.lines
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("family")

    def __repr__(self) -> str:
        return f"<FamilyMap: {len(self.lines)} families>\n{self.to_frame().to_string(max_colwidth=40)}"

    def _repr_html_(self) -> str:
        marked = {"◆ set": Word.SET, "● learned": Word.LEARNED, "● remembered": Word.LEARNED}
        marked |= {"numbers": None, "◆ asked again": Word.SET}
        heads = "".join(
            f'<th scope="col" class="{word.value if word else ""}">{head}</th>' for head, word in marked.items()
        )
        body = "".join(map(_html_row, self.lines))
        return boxed(
            "Map of the families",
            f'<table class="of-names"><caption>What is set, learned and remembered, and what a prediction asks for '
            f'again</caption><thead><tr><th scope="col">family</th>{heads}</tr></thead><tbody>{body}</tbody></table>',
        )


def family_map() -> FamilyMap:
    """What is set, learned, remembered and asked for again, for one estimator of each family.

    Roles are those of the atlas, which audits decided. Each example is fitted to small data to count
    what it learned, and `consulted` finds what it reads again. Nothing is typed but the choice of the
    examples.

    Returns
    -------
    FamilyMap

    Examples
    --------
    >>> from paramlens import family_map
    >>> next(line.asked_again for line in family_map().lines if line.family == "nearest neighbours")
    ('n_neighbors', 'weights')
    """
    atlas = atlas_table()
    made = {case.name: case.make for case in cases() if case.name in EXAMPLES.values()}
    return FamilyMap(
        tuple(_line(family, name, atlas[atlas["estimator"] == name], made[name]) for family, name in EXAMPLES.items())
    )


def _line(family: str, name: str, audited: pd.DataFrame, make: Callable[[], BaseEstimator]) -> FamilyLine:
    _, X, y = suitable_data(make())
    # Some examples warn of what they were not given.
    fitted = attempt(lambda: make().fit(X) if y is None else make().fit(X, y), seconds=_SECONDS).value
    again = consulted(make(), X, y)
    own = audited[~audited["name"].str.contains("__")]
    undecided = (own["role"] == "undecided") & (own["convention"] == Role.PARAMETER.value)

    def of(*roles: Role) -> tuple[str, ...]:
        return tuple(own.loc[own["role"].isin([role.value for role in roles]), "name"])

    return FamilyLine(
        family=family,
        example=name,
        set=of(Role.HYPERPARAMETER, Role.CONDITIONAL_HYPERPARAMETER),
        learned=of(Role.PARAMETER),
        open=tuple(own.loc[undecided, "name"]),
        remembered=of(Role.MEMORISED_DATA),
        n_learned=anatomy(fitted).n_learned,
        asked_again=tuple(again.index[again["consulted"]]),
    )


def _html_row(line: FamilyLine) -> str:
    learned = [*map(_code, line.learned[:_MOST_NAMES]), *(f"{_code(name)} (?)" for name in line.open)]
    cells = [
        ("set", _some(line.set)),
        ("learned", ", ".join(learned) + _more(line.learned)),
        ("learned", _some(line.remembered)),
        ("number", f"{line.n_learned:,}"),
        ("set", ", ".join(map(_code, line.asked_again))),
    ]
    filled = "".join(f'<td class="{kind}">{text}</td>' for kind, text in cells)
    return f'<tr><th scope="row">{escape(line.family)}<br>{_code(line.example)}</th>{filled}</tr>'


def _some(names: Sequence[str]) -> str:
    return ", ".join(map(_code, names[:_MOST_NAMES])) + _more(names)


def _more(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMES
    return f" and {more} more" if more > 0 else ""


def _code(name: str) -> str:
    """A name that may be broken after an underscore or before a capital."""
    parts = re.split(r"(?<=_)(?=[a-zA-Z])|(?<=[a-z])(?=[A-Z])", name)
    return f"<code>{'<wbr>'.join(map(escape, parts))}</code>"
