"""What follows from what was tried on an argument: its role, and a sentence that says why."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from paramlens.experiment.alternatives import is_discrete
from paramlens.experiment.answers import distance
from paramlens.experiment.said import documentation
from paramlens.experiment.subjects import Move, Subject, is_number, typical
from paramlens.experiment.trials import Experiment, Setting
from paramlens.experiment.verdict import Verdict, in_words, share
from paramlens.roles import Role, Side

__all__ = ["Conclusions"]

_STRAIGHT = 0.8
_DRAWS = 6


@dataclass(frozen=True)
class Conclusions:
    """What follows from a trial.

    Attributes
    ----------
    experiment : Experiment
        In which the arguments were tried.
    subjects : mapping of str to Subject
        All arguments that were tried, by name.
    """

    experiment: Experiment
    subjects: Mapping[str, Subject]

    def verdict(self, subject: Subject) -> Verdict:
        """The role of an argument, with the evidence.

        Parameters
        ----------
        subject : Subject
            What was tried and what came of it.

        Returns
        -------
        Verdict
        """
        if subject.is_seed:
            return self._of_seed(subject)
        if subject.is_awake:
            return self._awake(subject)
        if subject.woken:
            return self._woken(subject)
        return self._still_asleep(subject)

    def _stated(self, subject: Subject, role: Role | None, effect: float, evidence: str, condition: str = "") -> Verdict:
        return Verdict(subject.name, Side.SET, role, condition, effect, evidence, subject.convention)

    def _awake(self, subject: Subject) -> Verdict:
        move = typical(subject.moves)
        return self._stated(subject, Role.HYPERPARAMETER, move.found.effect, _said(subject, move))

    def _woken(self, subject: Subject) -> Verdict:
        move = typical(subject.woken)
        if move.context and not self._is_gate(subject, move.context):
            evidence = f"No effect on these rows as given; with {_condition(move.context)}, {_lower(_said(subject, move))}"
            return self._stated(subject, Role.HYPERPARAMETER, move.found.effect, evidence)
        if move.context:
            condition = _condition(move.context)
            evidence = f"Asleep as given; with {condition}, {_lower(_said(subject, move))}"
            return self._stated(subject, Role.CONDITIONAL_HYPERPARAMETER, move.found.effect, evidence, condition)
        evidence = f"No effect on these rows with this seed; with {move.elsewhere}, {_lower(_said(subject, move))}"
        return self._stated(subject, Role.HYPERPARAMETER, move.found.effect, evidence)

    def _is_gate(self, subject: Subject, context: Setting) -> bool:
        """Whether the context turns the argument on, and does not just make more room for its effect.

        A name or truth value does, and what stood at zero or nothing; another number does where one documentation
        names the other argument.
        """
        given = [self.subjects[name].argument.value for name in context]
        if not any(is_number(value) and value != 0 for value in given):
            return True
        if subject.convention is Role.CONDITIONAL_HYPERPARAMETER or all(map(is_discrete, context.values())):
            return True
        texts = [documentation(subject.argument), *(documentation(self.subjects[name].argument) for name in context)]
        names = [one.rpartition("__")[2] for one in (*context, subject.name)]
        mine = any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", texts[0]) for name in names[:-1])
        theirs = any(re.search(rf"(?<!\w){re.escape(names[-1])}(?!\w)", text) for text in texts[1:])
        return mine or theirs or not texts[0]

    def _of_seed(self, subject: Subject) -> Verdict:
        if subject.is_awake:
            if self._goes_with_the_number(subject):
                move = typical(subject.moves)
                evidence = f"Called a seed, yet the answers go one way as the number grows: {_lower(_said(subject, move))}"
                return self._stated(subject, Role.HYPERPARAMETER, move.found.effect, evidence)
            effect = float(np.mean([move.found.effect for move in subject.moves]))
            moved = f"{len(subject.moves)} of {len(subject.accepted)} other seeds moved {subject.moves[0].found.where}"
            evidence = f"{moved} by {share(effect)} on average, and not in the order of the numbers."
            return self._stated(subject, Role.SOURCE_OF_RANDOMNESS, effect, evidence)
        if subject.woken:
            condition = _condition(subject.woken[0].context) or subject.woken[0].elsewhere
            evidence = f"Inert as given: {len(subject.accepted)} other seeds moved nothing; with {condition} they do."
            return self._stated(subject, Role.SOURCE_OF_RANDOMNESS, 0.0, evidence, condition)
        if not subject.accepted:
            return self._stated(
                subject, Role.SOURCE_OF_RANDOMNESS, float("nan"), f"Declared a seed; others failed: {subject.refusal}."
            )
        evidence = (
            f"Declared a seed, and inert: {len(subject.accepted)} others moved {_nothing(subject)}, here or in "
            f"{_contexts_tried(subject)}."
        )
        return self._stated(subject, Role.SOURCE_OF_RANDOMNESS, 0.0, evidence)

    def _goes_with_the_number(self, subject: Subject) -> bool:
        """Whether the answers go one way as the number grows, which exchangeable draws do not.

        Along a way the steps add up to the whole; draws lie as far from their neighbours as from any other.
        """
        made = [one.answers for one in self.experiment.outcomes([{subject.name: one} for one in range(1, _DRAWS + 1)])]
        if any(one is None for one in made):
            return False
        unit = self.experiment.outcome().answers
        whole = distance(made[0], made[-1], unit).effect
        steps = [distance(one, other, unit).effect for one, other in itertools.pairwise(made)]
        # A few outcomes, drawn again and again, can stand in order by chance; then some steps move nothing.
        return min(steps) > 0 and whole > _STRAIGHT * sum(steps)

    def _still_asleep(self, subject: Subject) -> Verdict:
        if not subject.values and not subject.accepted and not subject.refusal:
            return self._stated(subject, None, float("nan"), "Undecided: no other legal value is known to try.")
        if not subject.accepted:
            evidence = f"Undecided: in this setting every other value was refused, such as with {subject.refusal}."
            return self._stated(subject, None, float("nan"), evidence)
        tried = f"{len(subject.accepted)} other value{'s' * (len(subject.accepted) > 1)}"
        values = ", ".join(map(in_words, subject.accepted[:3])) + (", …" if len(subject.accepted) > 3 else "")
        sentence = f"{tried} ({values}) moved {_nothing(subject)}, here or in {_contexts_tried(subject)}."
        of_the_solver = subject.within_tolerance and subject.convention is Role.HYPERPARAMETER
        if subject.within_noise:
            return self._stated(subject, None, 0.0, f"Undecided: {tried} moved no more than identical fits differ.")
        if subject.may_spare_cost or of_the_solver:
            return self._stated(subject, Role.RUN_SETTING, 0.0, sentence[0].upper() + sentence[1:])
        return self._stated(subject, None, 0.0, f"Undecided: {sentence[:-1]}; other data may wake it.")


def _nothing(subject: Subject) -> str:
    return "nothing beyond the solver's tolerance" if subject.within_tolerance else "nothing"


def _contexts_tried(subject: Subject) -> str:
    n = len(subject.contexts)
    return f"{n} other context{'s' * (n != 1)}"


def _condition(context: Setting) -> str:
    return " and ".join(f"{name}={in_words(value)}" for name, value in context.items())


def _said(subject: Subject, move: Move) -> str:
    change = f"{subject.name} from {in_words(subject.argument.value)} to {in_words(move.value)}"
    if move.found.where.startswith("whether"):
        return f"Changing {change} changed {move.found.where}."
    return f"Changing {change} moved {move.found.where} by {share(move.found.effect)}."


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
