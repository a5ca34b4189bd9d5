"""Nothing is faked: what of that promise can be checked in the sources of the book.

Each rule is a function from a chapter to the problems it finds there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt

from booktools.chapters import Cell, Chapter
from booktools.problems import Problem

__all__ = ["BOOK_SEED", "honesty_problems"]

BOOK_SEED = 0
MOST_LINES_OF_A_CELL = 25
# What a page shows of a line without scrolling.
MOST_CHARACTERS_OF_A_LINE = 88
MOST_LINES_OF_A_HELPER = 3
# A cell that repeats someone else's code, seed and all, carries this tag.
QUOTES_SOURCE = "quotes-source"

SEED_NAME = re.compile(r"(.*_)?(seed|random_state|entropy)")
SEEDED_CALLS = {"default_rng", "RandomState", "seed", "SeedSequence", "PRNGKey", "manual_seed", "set_random_seed", "key"}
LEGACY_DRAWS = re.compile(r"(np|numpy)\.random\.(?!default_rng|RandomState|SeedSequence|Generator|seed)\w+")
SHUFFLERS = {"train_test_split", "ShuffleSplit", "StratifiedShuffleSplit", "shuffle"}
DECIMAL = re.compile(r"(?<![\w.])\d*\.\d+(?!\d|\.\d)")
NOT_PROSE = {"code-cell", "code-block", "code", "literalinclude", "epigraph", "raw", "bibliography", "raw-cell"}


def honesty_problems(chapters: Iterable[Chapter]) -> Iterator[Problem]:
    """Everything in the book's sources that breaks the promise; the build fails on any."""
    for chapter in chapters:
        for rule in (_hidden_assignments, _seeds, _typed_decimals, _long_cells, _imports, _typed_glue):
            for line, message in rule(chapter):
                yield Problem(chapter.path, line, message)


def _tree(cell: Cell) -> ast.Module:
    lines = cell.source.splitlines()
    return ast.parse("\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in lines))


def _place(cell: Cell, node: ast.AST) -> int:
    return cell.line + getattr(node, "lineno", 1) - 1


def _hidden_assignments(chapter: Chapter) -> Iterator[tuple[int, str]]:
    hidden: dict[str, int] = {}
    modules = {name for cell in chapter.code_cells for name in _imported_names(_tree(cell))}
    for cell in chapter.code_cells:
        tree = _tree(cell)
        if cell.is_hidden:
            for name, node in _changed_names(tree, modules):
                hidden.setdefault(name, _place(cell, node))
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in hidden:
                line = hidden.pop(node.id)
                yield line, f"a hidden cell sets {node.id!r}, which the cell at line {cell.line} shows"
        for name, _ in _assigned_names(tree):
            hidden.pop(name, None)


def _assigned_names(tree: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
            yield node.id, node
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield node.name, node


def _imported_names(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)


def _changed_names(tree: ast.AST, modules: set[str]) -> Iterator[tuple[str, ast.AST]]:
    """Names that a cell binds, and names whose object it may change in place.

    Calling a function of an imported module (`np.set_printoptions`) is how hidden cells make
    styling; it counts as no change.
    """
    yield from _assigned_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, (ast.Store, ast.Del)):
            yield _root_name(node), node
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and _root_name(node.func) not in modules:
                yield _root_name(node.func), node
            elif isinstance(node.func, ast.Name) and node.func.id in {"setattr", "delattr"} and node.args:
                yield _root_name(node.args[0]), node


def _root_name(node: ast.AST) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_foreign_seed(node: ast.AST | None) -> bool:
    if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
        return any(isinstance(item, ast.Constant) for item in node.elts)
    if isinstance(node, ast.UnaryOp):
        return _is_foreign_seed(node.operand)
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return False
    return isinstance(node.value, (int, float)) and node.value != BOOK_SEED


def _named_values(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Pairs of a name and the expression that a syntax node gives it."""
    if isinstance(node, ast.Call):
        yield from ((keyword.arg or "", keyword.value) for keyword in node.keywords)
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield key.value, value
    elif isinstance(node, ast.Assign):
        yield from ((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))
    elif isinstance(node, (ast.For, ast.comprehension)) and isinstance(node.target, ast.Name):
        yield node.target.id, node.iter


def _seeds(chapter: Chapter) -> Iterator[tuple[int, str]]:
    for cell in chapter.code_cells:
        if QUOTES_SOURCE in cell.tags:
            continue
        for node in ast.walk(_tree(cell)):
            for name, value in _named_values(node):
                if SEED_NAME.fullmatch(name.lower()) and _is_foreign_seed(value):
                    yield (
                        _place(cell, value),
                        f"{name}={ast.unparse(value)}: the book's seed is {BOOK_SEED}; "
                        "where the draw matters, show many seeds with range(n)",
                    )
            if isinstance(node, ast.Call):
                yield from ((_place(cell, node), message) for message in _call_problems(node))


def _call_problems(call: ast.Call) -> Iterator[str]:
    path = ast.unparse(call.func)
    name = path.rsplit(".", 1)[-1]
    given = {keyword.arg for keyword in call.keywords}
    if name in SEEDED_CALLS and call.args and _is_foreign_seed(call.args[0]):
        yield f"{path}({ast.unparse(call.args[0])}): the book's seed is {BOOK_SEED}"
    if name in {"default_rng", "RandomState"} and not call.args and not given:
        yield f"{path}() draws without a seed"
    if LEGACY_DRAWS.fullmatch(path):
        yield f"{path}() draws from NumPy's global state; draw from np.random.default_rng(seed)"
    if name in SHUFFLERS and "random_state" not in given and None not in given:
        yield f"{path}() shuffles without random_state"
    shuffles = any(k.arg == "shuffle" and getattr(k.value, "value", None) is True for k in call.keywords)
    if shuffles and "Fold" in name and "random_state" not in given:
        yield f"{path}(shuffle=True) shuffles without random_state"


def _typed_decimals(chapter: Chapter) -> Iterator[tuple[int, str]]:
    for line, text in prose(chapter):
        for number in DECIMAL.findall(text):
            yield line, f"{number!r} is typed into prose; let a cell glue it, or mark it as code"


def prose(chapter: Chapter) -> Iterator[tuple[int, str]]:
    """The words of a chapter with their lines: no code, no quotations, no tables of settings."""
    for cell in chapter.prose_cells:
        yield from _prose(cell.source, cell.line)
    for cell in chapter.code_cells:
        for options in (cell.image or {}).values():
            for text in options.values() if isinstance(options, dict) else ():
                yield cell.line, str(text)


def _prose(source: str, first_line: int) -> Iterator[tuple[int, str]]:
    quoted = 0
    parser = MarkdownIt("commonmark").enable("table")
    if source.startswith("---\n"):
        head, _, source = source.removeprefix("---\n").partition("\n---\n")
        first_line += head.count("\n") + 3
    for token in parser.parse(source):
        line = first_line + (token.map[0] if token.map else 0)
        quoted += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if quoted:
            continue
        if token.type == "inline":
            for child in token.children or ():
                line += child.type in {"softbreak", "hardbreak"}
                if child.type == "text":
                    yield line, child.content
        elif token.type == "fence" and token.info.startswith("{"):
            yield from _directive_prose(token.info, token.content, line)


def _directive_prose(info: str, content: str, line: int) -> Iterator[tuple[int, str]]:
    name, _, argument = info.removeprefix("{").partition("}")
    lines = content.splitlines()
    options = 0
    while options < len(lines) and lines[options].startswith(":"):
        options += 1
    is_table_of_settings = name == "table" and any("settings" in text for text in lines[:options])
    if name in NOT_PROSE or is_table_of_settings:
        return
    yield line, re.sub(r"`[^`]*`", "", argument)
    yield from _prose("\n".join(lines[options:]), line + 1 + options)


def _long_cells(chapter: Chapter) -> Iterator[tuple[int, str]]:
    for cell in chapter.code_cells:
        length = len(cell.source.strip().splitlines())
        if length > MOST_LINES_OF_A_CELL:
            yield cell.line, f"a cell of {length} lines; the most is {MOST_LINES_OF_A_CELL}"
        for number, line in enumerate(cell.source.splitlines()):
            if len(line) > MOST_CHARACTERS_OF_A_LINE:
                yield (
                    cell.line + number,
                    f"a line of {len(line)} characters; the most is {MOST_CHARACTERS_OF_A_LINE}",
                )
        for node in ast.walk(_tree(cell)):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
                lines = node.end_lineno - node.body[0].lineno + 1
                if lines > MOST_LINES_OF_A_HELPER:
                    yield (
                        _place(cell, node),
                        f"{node.name!r} is a helper of {lines} lines; over {MOST_LINES_OF_A_HELPER} it belongs in paramlens",
                    )


def _imports(chapter: Chapter) -> Iterator[tuple[int, str]]:
    for cell in chapter.code_cells:
        for node in ast.walk(_tree(cell)):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                modules = [node.module or ""]
            else:
                continue
            for module in modules:
                if module.partition(".")[0] in {"booktools", "myst_nb"}:
                    yield _place(cell, node), f"a chapter must run without the book's build: it imports {module}"


def _typed_glue(chapter: Chapter) -> Iterator[tuple[int, str]]:
    for cell in chapter.code_cells:
        for node in ast.walk(_tree(cell)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rsplit(".", 1)[-1] == "glue":
                values = [*node.args[1:], *(keyword.value for keyword in node.keywords)]
                if any(isinstance(value, ast.Constant) for value in values):
                    yield _place(cell, node), "glue() is given a typed value; prose numbers come from the run"
