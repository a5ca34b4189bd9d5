"""What only the book's build needs: its checks, its parallel execution, its Sphinx extension."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["setup"]


def setup(app: Sphinx) -> dict:
    """Load the extension when Sphinx asks for it; the other tools need no Sphinx."""
    from booktools.extension import setup as load

    return load(app)
