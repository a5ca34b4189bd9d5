"""What is said of an argument: by its class's declarations, its signature, its documentation and its name."""

from __future__ import annotations

import inspect
import re

from sklearn.gaussian_process.kernels import Kernel
from sklearn.utils import _param_validation as declared

from paramlens.conventions import conventional_role
from paramlens.declared import Argument
from paramlens.fitted import is_estimator
from paramlens.roles import Role

__all__ = ["constraints_of", "declared_seed", "documentation", "is_component", "names_in", "said_types", "short_name"]

_WORDS = re.compile(r"""``?['"]?([A-Za-z][\w\-.]*)['"]?``?|['"]([A-Za-z][\w\-.]*)['"]""")
_LISTED = re.compile(r"[\[{(]([A-Za-z]\w*(?:, ?[A-Za-z]\w*)+)[\]})]")
_CANDIDATE = re.compile(r"candidate: (\S+)")
_NO_CHOICES = {"None", "True", "False", "self", "default"}
_MOST_WORDS = 16


def is_component(argument: Argument) -> bool:
    """Whether the argument takes an estimator, a kernel or a function, and holds one or none.

    Parameters
    ----------
    argument : Argument
        The argument.

    Returns
    -------
    bool
    """
    value = argument.value
    if is_estimator(value) or isinstance(value, Kernel):
        return True
    if isinstance(value, list | tuple) and any(_holds_estimator(one) for one in value):
        return True
    constraints = [declared.make_constraint(one) for one in constraints_of(argument) or ()]
    hands_in = [one for one in constraints if _is_part(one)]
    others = [one for one in constraints if not _is_part(one) and not isinstance(one, declared._NoneConstraint)]
    if callable(value) and not isinstance(value, type):
        return bool(hands_in) or not constraints
    if hands_in and not others:
        return True
    by_name = conventional_role(short_name(argument.name), argument.owner, value) is Role.COMPONENT
    return by_name and (value is None or not constraints or isinstance(value, list))


def _holds_estimator(member: object) -> bool:
    return is_estimator(member) or (isinstance(member, tuple) and any(map(is_estimator, member)))


def _is_part(constraint: object) -> bool:
    if isinstance(constraint, declared.HasMethods):
        return "fit" in constraint.methods or "fit_transform" in constraint.methods
    if isinstance(constraint, declared._InstancesOf):
        kind = constraint.type
        return issubclass(kind, Kernel) or (hasattr(kind, "get_params") and hasattr(kind, "fit"))
    return isinstance(constraint, declared._Callables)


def declared_seed(argument: Argument) -> bool:
    """Whether the argument says that it is the seed of random draws.

    Parameters
    ----------
    argument : Argument
        The argument.

    Returns
    -------
    bool
    """
    for constraint in constraints_of(argument) or ():
        if isinstance(declared.make_constraint(constraint), declared._RandomStates):
            return True
    return conventional_role(short_name(argument.name), argument.owner, argument.value) is Role.SOURCE_OF_RANDOMNESS


def documentation(argument: Argument) -> str:
    """What the docstring of the class or its constructor, or a parent's, says of the argument.

    Parameters
    ----------
    argument : Argument
        The argument.

    Returns
    -------
    str
        Empty if they say nothing.
    """
    kind = argument.owner if isinstance(argument.owner, type) else type(argument.owner)
    name = re.escape(short_name(argument.name))
    for owner in kind.__mro__[:-1]:
        text = "\n".join(inspect.cleandoc(one.__doc__ or "") for one in (owner, owner.__init__))
        if match := re.search(rf"^( *){name} ?[:,(].*(?:\n(?:\1 +.*| *))*", text, re.MULTILINE):
            return match[0]
    return ""


def short_name(name: str) -> str:
    """A name without that of the part before it.

    Parameters
    ----------
    name : str
        Of an argument, perhaps ``part__name``.

    Returns
    -------
    str
    """
    return name.rpartition("__")[2] or name


def constraints_of(argument: Argument) -> list[object] | None:
    """What the class declares as legal for an argument.

    Parameters
    ----------
    argument : Argument
        The argument.

    Returns
    -------
    list or None
        As in scikit-learn's ``_parameter_constraints``; None if nothing is declared or nothing is checked.
    """
    kind = argument.owner if isinstance(argument.owner, type) else type(argument.owner)
    table = getattr(kind, "_parameter_constraints", None)
    found = table.get(short_name(argument.name)) if isinstance(table, dict) else None
    if found == "no_validation":
        return None
    return list(found) if isinstance(found, list | tuple) else None


def names_in(text: str) -> list[str]:
    """Words that a text sets in quotes, as code or in a list in brackets: they may be names of choices.

    Parameters
    ----------
    text : str
        A documentation, or the message of an error.

    Returns
    -------
    list of str
    """
    words = [first or second for first, second in _WORDS.findall(text)]
    for listed in _LISTED.findall(text):
        words += [word.strip(" '\"`") for word in listed.split(",")]
    words += _CANDIDATE.findall(text)
    known = dict.fromkeys(word for word in words if word and " " not in word)
    return [word for word in known if word not in _NO_CHOICES][:_MOST_WORDS]


def said_types(argument: Argument) -> str:
    """The types that the signature and the documentation give for an argument, as a text.

    Parameters
    ----------
    argument : Argument
        The argument.

    Returns
    -------
    str
        In small letters.
    """
    kind = argument.owner if isinstance(argument.owner, type) else type(argument.owner)
    given = inspect.signature(kind).parameters.get(short_name(argument.name))
    hint = "" if given is None or given.annotation is inspect.Parameter.empty else str(given.annotation)
    head = documentation(argument).partition("\n")[0].partition(":")[2]
    return " ".join(part for part in (hint, head) if part).lower().replace("number", "float")
