"""An evolutionary search: settings that mate, mutate and are selected, by DEAP.

F.-A. Fortin, F.-M. De Rainville, M.-A. Gardner, M. Parizeau and C. Gagné (2012), DEAP: Evolutionary
algorithms made easy. Journal of Machine Learning Research 13, 2171-2175.
"""

from __future__ import annotations

import math
import random

from deap import base, tools

from paramlens.checks import check_whole
from paramlens.tuning.dimensions import Choice
from paramlens.tuning.ledger import Ledger

__all__ = ["search"]

_MATE, _MUTATE = 0.6, 0.4
_WIDTH = 0.2


class _Fitness(base.Fitness):
    weights = (1.0,)


class _Genome(list):
    """Where a setting lies in the unit cube."""

    def __init__(self, shares: list[float]) -> None:
        super().__init__(shares)
        self.fitness = _Fitness()


def search(ledger: Ledger, seed: int, population: int = 10) -> None:
    """Breed generation after generation; parents and children compete.

    Parameters
    ----------
    ledger : Ledger
        It makes the trials of a generation together.
    seed : int
        Decides the draws, through Python's own generator, which DEAP draws from.
    population : int
        How many settings live at a time; at least 4.

    Raises
    ------
    TypeError, ValueError
        If an option has an illegal value.
    """
    check_whole("population", population, least=4)
    space = ledger.problem.space
    free = list(space.free.values())

    def judge(genomes: list[_Genome]) -> None:
        scores = ledger.score_all([space.at(genome) for genome in genomes])
        for genome, score in zip(genomes, scores, strict=False):
            genome.fitness.values = (-math.inf if math.isnan(score) else score,)

    living = [_Genome([random.random() for _ in free]) for _ in range(population)]
    judge(living)
    while True:
        children = []
        while len(children) < population:
            pair = [_Genome(list(parent)) for parent in tools.selTournament(living, 2, tournsize=3)]
            if random.random() < _MATE:
                tools.cxUniform(*pair, indpb=0.5)
            children += [_mutated(child, free) for child in pair]
        children = children[:population]
        judge(children)
        # Of a generation that the budget cut short only those judged can be selected.
        judged = [genome for genome in living + children if genome.fitness.valid]
        living = tools.selBest(judged, population)


def _mutated(genome: _Genome, free: list[object]) -> _Genome:
    """Numbers move a little way; a choice is drawn anew."""
    for place, dimension in enumerate(free):
        if random.random() < _MUTATE:
            near = random.random() if isinstance(dimension, Choice) else random.gauss(genome[place], _WIDTH)
            genome[place] = min(max(near, 0.0), 1.0)
    return genome
