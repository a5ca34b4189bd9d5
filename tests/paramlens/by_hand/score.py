"""How the audit, and the convention of names, agree with roles that were judged by hand.

The tables were made by reading the sources and the documentation, without looking at what the audit says.
Run it to see the scores and every disagreement: ``python tests/paramlens/by_hand/score.py``.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from pathlib import Path

import pandas as pd

from paramlens import audit

HERE = Path(__file__).parent
LIBRARIES = ("scikit_learn", "others")


def judged(library: str) -> pd.DataFrame:
    """The table made by hand: case, name, role and why."""
    return pd.read_csv(HERE / f"{library}.csv", keep_default_na=False)


def cases(library: str) -> dict[str, tuple]:
    """By case: what makes the estimator, and what makes the data."""
    spec = importlib.util.spec_from_file_location(f"by_hand_{library}", HERE / f"{library}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.CASES


def compared(library: str) -> pd.DataFrame:
    """Every name judged by hand, with what the audit and the convention say and the audit's evidence."""
    table = judged(library)
    found = []
    for case, (make, data) in cases(library).items():
        verdicts = {one.name: one for one in audit(make(), *data(), progress=False).verdicts}
        for row in table[table["case"] == case].itertuples():
            verdict = verdicts.get(row.name)
            found.append(
                {
                    "case": case,
                    "name": row.name,
                    "by_hand": row.role,
                    "audit": "not seen" if verdict is None else verdict.role_name,
                    "convention": "not seen" if verdict is None else verdict.convention.value,
                    "evidence": "" if verdict is None else verdict.evidence,
                    "why": row.why,
                }
            )
    return pd.DataFrame(found)


def summary(scored: pd.DataFrame) -> dict[str, float]:
    """Shares: decided verdicts that agree, names undecided, names whose convention agrees."""
    open_ = scored["audit"].isin(["undecided", "not seen"])
    decided = scored[~open_]
    return {
        "names": len(scored),
        "agree": float((decided["audit"] == decided["by_hand"]).mean()),
        "undecided": float(open_.mean()),
        "convention": float((scored["convention"] == scored["by_hand"]).mean()),
    }


def main() -> None:
    """Print the scores and the disagreements."""
    for library in LIBRARIES:
        started = time.perf_counter()
        scored = compared(library)
        told = summary(scored)
        print(
            f"{library}: {told['names']} names; of the decided {told['agree']:.1%} agree, {told['undecided']:.1%} "
            f"undecided; the convention alone agrees on {told['convention']:.1%}; "
            f"{time.perf_counter() - started:.0f} s"
        )
        for row in scored[scored["audit"] != scored["by_hand"]].itertuples():
            print(
                f"  {row.case}.{row.name}: by hand {row.by_hand} ({row.why}); audit {row.audit}: {row.evidence}"
            )


if __name__ == "__main__":
    sys.exit(main())
