"""How kernels of the book's build draw: vector figures that come out the same bytes each time."""

c = get_config()  # noqa: F821

c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.rc = {
    "svg.hashsalt": "set-or-learned",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
}
c.InlineBackend.print_figure_kwargs = {"bbox_inches": "tight", "metadata": {"Date": None, "Creator": None}}
c.HistoryManager.enabled = False
