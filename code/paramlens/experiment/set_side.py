"""The roles of constructor arguments: change one, hold data, seed and all others, and compare the answers."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from paramlens.conventions import conventional_role
from paramlens.declared import Argument
from paramlens.experiment.alternatives import alternatives, is_discrete
from paramlens.experiment.answers import Distance, distance, refusal
from paramlens.experiment.conclusions import Conclusions
from paramlens.experiment.said import documentation, is_component, names_in
from paramlens.experiment.subjects import (
    AT_FIRST,
    MOST,
    Move,
    Noise,
    Subject,
    is_among,
    untried_choices,
    without,
)
from paramlens.experiment.surroundings import Surroundings
from paramlens.experiment.trials import Experiment, Setting
from paramlens.experiment.verdict import Verdict, in_words
from paramlens.roles import Role, Side

__all__ = ["decide_arguments"]

_MOST_PAIRS = 16
_OTHER_SEEDS = (1, 2)
_FEW_CONTEXTS = 8
_REPEATS = 4
_SMALL = 0.005
_FAINT = 0.01
_FEW_LABELS = 0.06
_TIGHTER = 1e-4
_LONGER = 20
_STOPPING = {"tol", "max_iter", "n_iter", "max_fun", "enet_tol", "max_no_improvement"}
_WANTED_SHAPE = re.compile(r"shape (?:of )?\((\d+(?:, ?\d+)*),?\)")


def decide_arguments(
    experiment: Experiment,
    arguments: Sequence[Argument],
    around: Surroundings,
    noise: Noise,
    *,
    nearly: Experiment | None,
    elsewhere: Mapping[str, Callable[[], Experiment]],
    told: Callable[[int], None] = lambda n: None,
) -> list[Verdict]:
    """The role of every argument, by intervention.

    Parameters
    ----------
    experiment : Experiment
        The estimator as given, which can be fitted.
    arguments : sequence of Argument
        Those to decide.
    around : Surroundings
        What other values are made for.
    noise : Noise
        How far identical fits lie apart.
    nearly : Experiment or None
        The same experiment on data that differ in the twelfth digit.
    elsewhere : mapping of str to callable
        The same experiment on other data, for arguments that data wake.
    told : callable
        Called with the number of arguments that have been decided since the last call.

    Returns
    -------
    list of Verdict
        In the order of the arguments.
    """
    subjects = {
        one.name: Subject(one, alternatives(one, around), conventional_role(one.name, one.owner, one.value))
        for one in arguments
        if not is_component(one)
    }
    trial = _Trial(experiment, subjects, noise, nearly)
    trial.change_each()
    told(sum(one.is_awake for one in subjects.values()))
    trial.wake(elsewhere)
    told(sum(not one.is_awake for one in subjects.values()))
    conclusions = Conclusions(experiment, subjects)
    verdicts = {name: conclusions.verdict(subject) for name, subject in subjects.items()}
    return [verdicts[one.name] if one.name in verdicts else _component(one, verdicts) for one in arguments]


def _component(argument: Argument, verdicts: Mapping[str, Verdict]) -> Verdict:
    inside = [one for name, one in verdicts.items() if name.startswith(f"{argument.name}__")]
    moving = [one for one in inside if one.effect > 0]
    strongest = max(moving, key=lambda one: one.effect, default=None)
    kind = "function" if callable(argument.value) and not hasattr(argument.value, "get_params") else "estimator"
    if argument.value is None:
        evidence = "Takes an estimator or a function, by its declaration or its name; None was handed in."
    elif strongest is not None:
        evidence = f"Handed in, with arguments of its own; of those {strongest.name} moved the answers most."
    else:
        evidence = f"Handed in: {'a function' if kind == 'function' else in_words(argument.value)}."
    return Verdict(
        argument.name,
        Side.SET,
        Role.COMPONENT,
        "",
        strongest.effect if strongest else float("nan"),
        evidence,
        conventional_role(argument.name, argument.owner, argument.value),
    )


@dataclass
class _Trial:
    experiment: Experiment
    subjects: dict[str, Subject]
    noise: Noise
    nearly: Experiment | None

    def change_each(self) -> None:
        """One argument at a time in the setting given."""
        self._change({name: subject.values[:AT_FIRST] for name, subject in self.subjects.items()})
        more = {
            name: subject.values[AT_FIRST:MOST]
            for name, subject in self.subjects.items()
            if (not subject.is_awake or len(subject.accepted) < 2) and subject.convention is not Role.RUN_SETTING
        }
        self._change({name: values for name, values in more.items() if values})
        self._change({name: choices for name, subject in self.subjects.items() if (choices := untried_choices(subject))})
        self._change(dict(self._of_wanted_shape()))
        self._change(dict(self._named_by_refusals()))

    def _named_by_refusals(self) -> Iterator[tuple[str, list[object]]]:
        """Names that the message of a refusal gives as legal, for those that have no other name yet."""
        for name, subject in self.subjects.items():
            tells = isinstance(subject.argument.value, str) or subject.argument.value is None
            known = {value for value in [*subject.values, subject.argument.value] if isinstance(value, str)}
            new = [one for one in subject.named if one not in known and one != name][:MOST]
            if tells and not subject.is_awake and new:
                subject.values = subject.values + new
                yield name, new

    def _of_wanted_shape(self) -> Iterator[tuple[str, list[object]]]:
        """Arrays for those that refuse all others and say which shape they want."""
        for name, subject in self.subjects.items():
            if not subject.wanted or any(isinstance(one, np.ndarray | list) for one in subject.accepted):
                continue
            shape = tuple(int(one) for one in subject.wanted.split(","))
            if len(shape) > 1 and shape[-1] == shape[-2]:
                values = [np.broadcast_to(np.eye(shape[-1]) * size, shape).copy() for size in (1.0, 4.0)]
            else:
                shares = np.arange(1.0, np.prod(shape) + 1).reshape(shape)
                values = [np.random.default_rng(0).normal(size=shape), shares / shares.sum(), np.ones(shape)]
            subject.values = subject.values + values
            yield name, values

    def _change(self, values: Mapping[str, Sequence[object]]) -> None:
        trials = [(name, value) for name, many in values.items() for value in many]
        made = self.experiment.outcomes([{name: value} for name, value in trials])
        base = self.experiment.outcome()
        moves: dict[str, list[Move]] = {name: [] for name in values}
        for (name, value), outcome in zip(trials, made, strict=True):
            subject = self.subjects[name]
            subject.values = without(subject.values, value) if outcome.is_too_slow else subject.values
            refused = outcome.error if outcome.answers is None else refusal(base.answers, outcome.answers)
            if refused:
                subject.named |= dict.fromkeys(names_in(outcome.whole_error))
                subject.refusal = subject.refusal or refused
                shape = _WANTED_SHAPE.search(outcome.whole_error or refused)
                subject.wanted = subject.wanted or (shape[1] if shape else "")
                continue
            subject.accepted.append(value)
            found = distance(base.answers, outcome.answers)
            unfinished = base.is_unfinished or outcome.is_unfinished
            if self._exceeds_noise(subject, value, found, {}, self.experiment, unfinished):
                moves[name].append(Move(value, found))
        for name, made_here in moves.items():
            subject = self.subjects[name]
            furthest = max(made_here, key=lambda move: move.found.effect, default=None)
            if furthest is None:
                continue
            if not subject.moves and self._vanishes(subject, furthest.value, furthest.found, {}, self.experiment):
                subject.within_tolerance = True
                continue
            subject.moves += made_here

    def _exceeds_noise(
        self,
        subject: Subject,
        value: object,
        found: Distance,
        context: Setting,
        experiment: Experiment,
        unfinished: bool,
    ) -> bool:
        if not self.noise.exceeded_by(found):
            subject.within_noise |= found.largest > 0
            return False
        if self.noise.refits.largest > 0 and not self._repeats(subject, value, context, experiment):
            subject.within_noise = True
            return False
        if subject.convention is not Role.RUN_SETTING:
            return True
        if unfinished or found.only_strange:
            # What a solver reaches when it is stopped on its way depends on the way, and far from all rows
            # rounding decides.
            subject.within_tolerance = True
            return False
        return found.effect > 10 * self._rounding(context, experiment)

    def _repeats(self, subject: Subject, value: object, context: Setting, experiment: Experiment) -> bool:
        """Where identical fits differ: whether every one with the change lies further off than any two without."""
        without = [experiment.afresh(context) for _ in range(_REPEATS)]
        changed = [experiment.afresh({**context, subject.name: value}) for _ in range(_REPEATS)]
        if any(one is None for one in without + changed):
            return False
        alike = [distance(*pair).effect for group in (without, changed) for pair in itertools.combinations(group, 2)]
        across = [distance(one, other).effect for one, other in itertools.product(without, changed)]
        return min(across) > max(alike)

    def _vanishes(self, subject: Subject, value: object, found: Distance, context: Setting, experiment: Experiment) -> bool:
        """Whether the solver explains the difference: it goes away as the solver converges."""
        head, _, last = subject.name.rpartition("__")
        small = _FEW_LABELS if found.where.startswith("predict ") else _SMALL
        is_small = found.effect < small or subject.convention is Role.RUN_SETTING
        if last in _STOPPING or not is_small:
            return False
        tight = self._tighter(f"{head}__" if head else "")
        if not tight or set(tight) & set(context):
            return False
        before, after = experiment.outcomes([{**context, **tight}, {**context, **tight, subject.name: value}])
        if before.answers is None or after.answers is None or before.is_unfinished or after.is_unfinished:
            return subject.convention is Role.RUN_SETTING
        return distance(before.answers, after.answers).effect < found.effect / 5

    def _rounding(self, context: Setting, experiment: Experiment) -> float:
        """How far the answers move in this context with the data's twelfth digit, as where neighbours are tied."""
        if not context or self.nearly is None or experiment is not self.experiment:
            return self.noise.rounding.effect
        made = self.experiment.outcome(context), self.nearly.outcome(context)
        if any(one.answers is None for one in made):
            return self.noise.rounding.effect
        return distance(made[0].answers, made[1].answers).effect

    def _tighter(self, prefix: str) -> Setting:
        found: dict[str, object] = {}
        for name, subject in self.subjects.items():
            held = subject.argument.value
            if not name.startswith(prefix) or isinstance(held, bool):
                continue
            last = name.rpartition("__")[2]
            if last == "tol" and isinstance(held, float) and 0 < held < 1:
                found[name] = held * _TIGHTER
            if last == "max_iter" and isinstance(held, int) and held > 0:
                found[name] = held * _LONGER
        return found if any(name.rpartition("__")[2] == "tol" for name in found) else {}

    def wake(self, elsewhere: Mapping[str, Callable[[], Experiment]]) -> None:
        """What is asleep: with other seeds, on other data, then with other arguments at other values."""
        if any(one.is_seed and one.is_awake for one in self.subjects.values()):
            for seed in _OTHER_SEEDS:
                self._together({}, self._asleep(doubtful=True), seed=seed)
        for what, make in elsewhere.items():
            if sleepers := self._asleep(doubtful=True):
                self._together({}, sleepers, elsewhere=what, experiment=make())
        for subject in self._asleep(doubtful=True) + [one for one in self._asleep() if one.is_seed]:
            self._try_all(self._hinted(subject), subject)
        for number, context in enumerate(self._contexts()):
            self._together(context, self._asleep(doubtful=number >= _FEW_CONTEXTS))
        for subject in self._asleep(doubtful=True):
            self._try_all(itertools.islice(self._pairs(subject), _MOST_PAIRS), subject)

    def _try_all(self, contexts: Iterable[Setting], subject: Subject) -> None:
        for context in contexts:
            subject.contexts.add(_named(context))
            self._try_in(context, [subject])
            if not subject.asleep:
                return

    def _asleep(self, *, doubtful: bool = False) -> list[Subject]:
        return [
            one
            for one in self.subjects.values()
            if one.asleep and one.values and not (doubtful and (one.may_spare_cost or one.is_seed))
        ]

    def _contexts(self) -> Iterator[Setting]:
        """Every other value of the discrete arguments, then numbers from both ends."""
        later = []
        for name, subject in self.subjects.items():
            if subject.convention is Role.RUN_SETTING or subject.is_seed or name.rpartition("__")[2] in _STOPPING:
                continue
            yield from ({name: value} for value in subject.accepted if is_discrete(value))
            numbers = [value for value in subject.furthest if not is_discrete(value)]
            if subject.argument.value is None:
                yield from ({name: value} for value in numbers[:1])
                numbers = numbers[1:]
            best = max(subject.moves, key=lambda move: move.found.effect, default=None)
            far = [] if best is None or is_discrete(best.value) or is_among(best.value, numbers[:1]) else [best.value]
            later += [{name: value} for value in [*numbers[:1], *far]]
        yield from later

    def _hinted(self, subject: Subject) -> Iterator[Setting]:
        for name, values in self._hints(subject):
            for value in values:
                yield {name: value}

    def _hints(self, subject: Subject) -> list[tuple[str, list[object]]]:
        """Other arguments that the documentation of an argument names, with the values that it quotes."""
        text = documentation(subject.argument)
        head = subject.name.rpartition("__")[0]
        found = []
        for name, other in self.subjects.items():
            alike = name.rpartition("__")[0] == head and name != subject.name
            short = name.rpartition("__")[2]
            idle = other.convention is Role.RUN_SETTING and not subject.is_seed
            if not alike or idle or other.is_seed or short in _STOPPING:
                continue
            if not re.search(rf"(?<![\w]){re.escape(short)}s?(?![\w])", text):
                continue
            discrete = [value for value in other.values if is_discrete(value)]
            quoted = [one for one in discrete if _is_quoted(one, short, text)]
            numbers = [value for value in other.values if not is_discrete(value)][:2]
            found.append((name, quoted + [one for one in discrete if not is_among(one, quoted)][:3] + numbers))
        return found

    def _pairs(self, subject: Subject) -> Iterator[Setting]:
        hints = self._hints(subject)
        for (first, ones), (second, others) in itertools.combinations(hints, 2):
            for one, other in itertools.product(ones[:3], others[:3]):
                yield {first: one, second: other}

    def _together(
        self,
        context: Setting,
        sleepers: Sequence[Subject],
        *,
        seed: int | None = None,
        elsewhere: str = "",
        experiment: Experiment | None = None,
    ) -> None:
        """All sleepers moved at once; only where that moves the answers, each on its own."""
        # Search trees promise the same neighbours for true metrics only, which not all that can be named are.
        odd = any(name.rpartition("__")[2] == "metric" for name in context)
        sleepers = [
            one for one in sleepers if one.name not in context and not (odd and one.convention is Role.RUN_SETTING)
        ]
        if not sleepers:
            return
        experiment = experiment or self.experiment
        base = experiment.outcome(context, seed=seed)
        movable = [one for one in sleepers if one.accepted and not one.within_tolerance]
        alone = [one for one in sleepers if one not in movable or len(one.refused) > len(one.accepted)]
        if base.answers is None:
            alone, movable = sleepers, []
        awake = False
        for place in range(2 if movable else 0):
            moved = {one.name: one.furthest[min(place, len(one.accepted) - 1)] for one in movable}
            outcome = experiment.outcome({**context, **moved}, seed=seed)
            awake |= outcome.answers is None or distance(base.answers, outcome.answers).largest > 0
        if awake:
            alone = sleepers
        if not (context or awake or elsewhere):
            # What the solver explains here may be more than that with another seed.
            alone = [one for one in sleepers if one.within_tolerance]
        for one in [*movable, *alone]:
            one.contexts.add(f"{_named(context)} {seed} {elsewhere}" if seed is not None or elsewhere else _named(context))
        if alone:
            self._try_in(context, alone, seed=seed, elsewhere=elsewhere, experiment=experiment)

    def _try_in(
        self,
        context: Setting,
        subjects: Sequence[Subject],
        *,
        seed: int | None = None,
        elsewhere: str = "",
        experiment: Experiment | None = None,
    ) -> None:
        experiment = experiment or self.experiment
        base = experiment.outcome(context, seed=seed)
        if base.is_too_slow:
            return
        trials = [
            (subject, value)
            for subject in subjects
            for value in (subject.to_try if base.answers is not None else subject.values[:MOST])
        ]
        made = experiment.outcomes([{**context, one.name: value} for one, value in trials], seed=seed)
        reference: dict[str, object] = {}
        for (subject, value), outcome in zip(trials, made, strict=True):
            subject.values = without(subject.values, value) if outcome.is_too_slow else subject.values
            if outcome.answers is None:
                continue
            # Where the setting is only legal together with the change, other values are compared with each other.
            before = base.answers if base.answers is not None else reference.setdefault(subject.name, outcome.answers)
            if refusal(before, outcome.answers) or (subject.within_tolerance and outcome.is_unfinished):
                continue
            found = distance(before, outcome.answers, least=experiment.outcome().answers if context else None)
            place = f"seed {seed}" if seed is not None else elsewhere
            unfinished = base.is_unfinished or outcome.is_unfinished
            if not self._exceeds_noise(subject, value, found, context, experiment, unfinished):
                continue
            faint = found.effect < _FAINT and subject.convention is Role.HYPERPARAMETER and not elsewhere
            if faint or self._vanishes(subject, value, found, context, experiment):
                subject.within_tolerance = True
            else:
                move = Move(value, found, context, place)
                if not subject.woken or _same_place(move, subject.woken[0]):
                    subject.woken.append(move)


def _named(context: Setting) -> str:
    return ", ".join(f"{name}={in_words(value)}" for name, value in sorted(context.items()))


def _same_place(one: Move, other: Move) -> bool:
    return one.context is other.context and one.elsewhere == other.elsewhere


def _is_quoted(value: object, name: str, text: str) -> bool:
    if isinstance(value, str):
        return re.search(rf"(?<![\w]){re.escape(value)}(?![\w])", text, re.IGNORECASE) is not None
    return re.search(rf"{re.escape(name)}`*\s*(=|is|is set to)\s*`*{value!r}", text) is not None
