"""One plain English line for a piece of evidence, from its typed facts. The sentences that people read on pages come
from insights/render.
"""

from insights.evidence.model import Evidence


def worded(one: Evidence) -> str:
    """The line; numbers to three significant digits."""
    who = f"{one.dim}={one.value}" if one.dim is not None else "all rows"
    where = "".join(f" with {dim}={value}" for dim, value in one.filter.items())
    when = f" from {one.time[0]} to {one.time[1]}" if one.time else ""
    facts = {name: _short(value) for name, value in one.facts.items()}
    if one.kind in ("trend", "correlation"):
        return f"{one.measure} of {who}{where}: {one.direction}{when} (rho {_short(one.effect)}, n {one.n})"
    said = f"{one.measure} of {who}{where}{when}: {one.direction}"
    if "inside" in facts:
        return f"{said}, {facts['inside']} against {facts['outside']} (n {one.n})"
    if "even" in facts:
        return f"{said}, share {facts['share']} against {facts['even']} if even (n {one.n})"
    return f"{said} by {_short(one.effect)} (n {one.n})"


def _short(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
