"""Altair charts that move: drag what is set in orchid, watch what is learned in gold.

Each function takes a finished sweep and returns one chart, so that nothing is fitted while a reader
drags. In Jupyter the chart shows itself with a slider below it; on a page of the book the same chart
is a picture until the reader reaches for it.
"""

from __future__ import annotations

from paramlens.explorables.boundaries import boundary
from paramlens.explorables.centres import centres
from paramlens.explorables.chart import Explorable
from paramlens.explorables.curves import coefficients, curve
from paramlens.explorables.descents import descent
from paramlens.explorables.scatters import scatter
from paramlens.explorables.sealing import sealed
from paramlens.explorables.trainings import training
from paramlens.explorables.trees import tree

__all__ = [
    "Explorable",
    "boundary",
    "centres",
    "coefficients",
    "curve",
    "descent",
    "scatter",
    "sealed",
    "training",
    "tree",
]
