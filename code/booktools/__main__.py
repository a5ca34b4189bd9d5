"""The commands behind the Makefile: `python -m booktools book`, `check`, `notebooks`, `serve`, `lab`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from booktools.chapters import book_chapters
from booktools.checks import check_book
from booktools.execution import ChapterFailure
from booktools.lab import run_lab
from booktools.notebooks import Book, write_notebooks
from booktools.serving import serve
from booktools.site import BuildFailure, build, default_root


def main(argv: list[str] | None = None) -> int:
    """Run one command; 0 means that it did what it says."""
    parser = argparse.ArgumentParser(prog="booktools", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    book = commands.add_parser("book", help="check, execute and build the site")
    book.add_argument("--jobs", type=int, help="how many chapters run at a time (default: one a core)")
    commands.add_parser("check", help="check the sources of the book")
    notebooks = commands.add_parser("notebooks", help="write every chapter as an .ipynb")
    notebooks.add_argument("--to", type=Path, default=Path("_build/notebooks"))
    preview = commands.add_parser("serve", help="serve the built site on this machine")
    preview.add_argument("--port", type=int, default=8000)
    commands.add_parser("lab", help="open the chapters in JupyterLab")
    arguments, rest = parser.parse_known_args(argv)
    if rest and arguments.command != "lab":
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    try:
        return _run(arguments, rest, default_root())
    except (BuildFailure, ChapterFailure) as failure:
        print(f"\n{failure}", file=sys.stderr)
        return 1


def _run(arguments: argparse.Namespace, rest: list[str], root: Path) -> int:
    if arguments.command == "book":
        build(root, jobs=arguments.jobs, report=lambda line: print(line, flush=True))
    elif arguments.command == "check":
        if problems := check_book(root):
            raise BuildFailure("\n".join(map(str, problems)))
        print("The sources keep the book's rules.")
    elif arguments.command == "notebooks":
        chapters = book_chapters(root)
        bibliography = Book.of(chapters, root / "chapters" / "references.bib")
        for path in write_notebooks(chapters, bibliography, arguments.to):
            print(path)
    elif arguments.command == "serve":
        site = root / "_build" / "html"
        if not (site / "index.html").is_file():
            raise BuildFailure("there is no built site yet: run `make book` first")
        serve(site, arguments.port)
    else:
        return run_lab(root, rest)
    return 0


if __name__ == "__main__":
    sys.exit(main())
