"""The vocabulary: what a name on a model can be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

__all__ = ["Palette", "Role", "Side", "Word"]


@dataclass(frozen=True)
class Palette:
    """One colour in three shades.

    Attributes
    ----------
    on_light, on_dark : str
        Hexadecimal shades for text on a light and on a dark page; each has a contrast of at
        least 4.5 to 1 there.
    midtone : str
        A hexadecimal shade for lines and marks that must be seen on either page; its contrast
        is at least 3 to 1 on both.

    Examples
    --------
    >>> from paramlens import Side
    >>> Side.SET.palette.midtone
    '#B455C4'
    """

    on_light: str
    on_dark: str
    midtone: str


ORCHID = Palette(on_light="#8E2A9B", on_dark="#E58BF0", midtone="#B455C4")
GOLD = Palette(on_light="#7A5600", on_dark="#EFC04A", midtone="#A87900")
GREY = Palette(on_light="#595F69", on_dark="#A9B0BA", midtone="#7C7C7C")


class Side(Enum):
    """Who decides: the person who builds the model, or the data that it is fitted to.

    Attributes
    ----------
    palette : Palette
        Orchid for what is set, gold for what is learned.

    Examples
    --------
    >>> from paramlens import Side
    >>> Side("learned") is Side.LEARNED
    True
    """

    SET = "set"
    LEARNED = "learned"

    @property
    def palette(self) -> Palette:
        return ORCHID if self is Side.SET else GOLD


class Word(Enum):
    """The three answers to *set or learned?*, each with the mark that stands beside its colour.

    ``NEITHER`` answers for everything that governs no learning and was not estimated: run
    settings, seeds, diagnostics, names of columns.

    Attributes
    ----------
    mark : str
        One character that tells the answers apart without colour.
    palette : Palette
        Orchid, gold or grey.

    Examples
    --------
    >>> from paramlens import Word
    >>> [word.mark for word in Word]
    ['◆', '●', '○']
    """

    SET = "set"
    LEARNED = "learned"
    NEITHER = "neither"

    @property
    def mark(self) -> str:
        return {"set": "◆", "learned": "●", "neither": "○"}[self.value]

    @property
    def palette(self) -> Palette:
        return {"set": ORCHID, "learned": GOLD, "neither": GREY}[self.value]


class Role(Enum):
    """What a constructor argument or a fitted attribute is.

    The value of a member is its name in tables and files (``"run_setting"``).

    Attributes
    ----------
    side : Side
        Whether a person sets it or the fit does.
    word : Word
        The short answer: set, learned, or neither.
    definition : str
        One line: the experiment that makes it so.
    label : str
        The role as readers write it (``"run setting"``).
    colour : str
        The midtone of its word's palette.

    Examples
    --------
    >>> from paramlens import Role
    >>> Role("run_setting").label, Role.RUN_SETTING.side.value, Role.RUN_SETTING.word.value
    ('run setting', 'set', 'neither')
    """

    HYPERPARAMETER = "hyperparameter"
    CONDITIONAL_HYPERPARAMETER = "conditional_hyperparameter"
    RUN_SETTING = "run_setting"
    SOURCE_OF_RANDOMNESS = "source_of_randomness"
    COMPONENT = "component"
    PARAMETER = "parameter"
    MEMORISED_DATA = "memorised_data"
    SELECTED_HYPERPARAMETER = "selected_hyperparameter"
    DERIVED_VIEW = "derived_view"
    DIAGNOSTIC = "diagnostic"
    METADATA = "metadata"

    @property
    def side(self) -> Side:
        return _FACTS[self][0]

    @property
    def word(self) -> Word:
        return _FACTS[self][1]

    @property
    def definition(self) -> str:
        return _FACTS[self][2]

    @property
    def label(self) -> str:
        return self.value.replace("_", " ")

    @property
    def colour(self) -> str:
        return self.word.palette.midtone


_FACTS = {
    Role.HYPERPARAMETER: (
        Side.SET,
        Word.SET,
        "With data and seed held fixed, some other legal value changes what is learned or predicted.",
    ),
    Role.CONDITIONAL_HYPERPARAMETER: (
        Side.SET,
        Word.SET,
        "A hyperparameter that acts only once another argument has a certain value.",
    ),
    Role.RUN_SETTING: (
        Side.SET,
        Word.NEITHER,
        "No legal value changes what is learned or predicted, only cost, memory or printing.",
    ),
    Role.SOURCE_OF_RANDOMNESS: (
        Side.SET,
        Word.NEITHER,
        "It chooses among equally good draws; no value is better than another.",
    ),
    Role.COMPONENT: (
        Side.SET,
        Word.SET,
        "An estimator, kernel or function handed in, with hyperparameters of its own.",
    ),
    Role.PARAMETER: (
        Side.LEARNED,
        Word.LEARNED,
        "Other data change it, and changing it by hand changes the prediction.",
    ),
    Role.MEMORISED_DATA: (
        Side.LEARNED,
        Word.LEARNED,
        "A parameter that is training rows, kept whole or in part.",
    ),
    Role.SELECTED_HYPERPARAMETER: (
        Side.LEARNED,
        Word.LEARNED,
        "Chosen by the fit where an argument left a choice; typed in there, it gives the same model.",
    ),
    Role.DERIVED_VIEW: (
        Side.LEARNED,
        Word.NEITHER,
        "Computed from the parameters; changing it changes no prediction.",
    ),
    Role.DIAGNOSTIC: (
        Side.LEARNED,
        Word.NEITHER,
        "Tells how the fit went; no prediction reads it.",
    ),
    Role.METADATA: (
        Side.LEARNED,
        Word.NEITHER,
        "Shape and names of the data, or an echo of an argument.",
    ),
}
