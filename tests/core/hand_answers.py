"""What a student might write: true values, and typical slips, by the oracle alone.

Shares no code with the marking: values come from ``oracle.py``, and the slips are planted
here by formulas of their own.
"""

import copy
import math

from tests.core import oracle


class Student:
    """The values at one step of a plain project (a batch of one row), quantity by quantity."""

    def __init__(self, project, step=0):
        self.project = copy.deepcopy(project)
        run = self.project["runs"][0]
        run["events"] = [e for e in run.get("events", []) if e["step"] <= step]
        table = oracle.train(self.project, step + 1)
        self.rate, _, self.weights, _ = table[step]
        self.new = table[step + 1][2]
        rows = oracle.batches(self.project, run, step + 1)[step]
        (self.sample,) = oracle.samples(self.project, self.weights, rows)
        self.edges = self.project["network"]["edges"]
        self.units = [unit["name"] for unit in self.project["network"]["units"]]

    def values(self):
        """Name -> value of every quantity."""
        s, found = self.sample, {"loss": self.sample.loss()}
        for u in self.units:
            found |= {f"z_{u}": s.z(u), f"h_{u}": s.h(u)}
            found |= {f"dL/dh_{u}": s.dL_dh(u), f"dL/dz_{u}": s.dL_dz(u)}
        for o in s.targets:
            found |= {f"yhat_{o}": s.h(o), f"dL/dyhat_{o}": s.dL_dyhat(o)}
        for edge, gradient, new in zip(self.edges, s.gradients(), self.new, strict=True):
            found |= {f"dL/d{edge['weight']}": gradient, f"new_{edge['weight']}": new}
        return found

    def plant(self, kind, unit, value):
        """Take one z, h, dL_dh or dL_dz of a unit as another value, and all that follows."""
        rule = getattr(self.sample, kind)
        for kept in self.sample.kept.values():
            kept.clear()
        setattr(self.sample, kind, lambda u: value if u == unit else rule(u))

    def is_skip(self, edge):
        """Whether the edge's end can be reached from its start over two or more edges too."""

        def reaches(node, edges):
            return any(
                (e["to"] == edge["to"] and edges >= 1) or reaches(e["to"], edges + 1)
                for e in self.edges
                if e["from"] == node
            )

        return edge["from"] != "bias" and reaches(edge["from"], 0)

    def slips(self):
        """Triples (slip, quantity, what was then written)."""
        for u in self.units:
            into = self._terms(lambda e, w: w * self.sample.value(e["from"]), "to", u)
            back = self._terms(lambda e, w: w * self.sample.dL_dz(e["to"]), "from", u)
            own = [(None, self.sample.dL_dyhat(u))] if u in self.sample.targets else []
            for name, terms in ((f"z_{u}", into), (f"dL/dh_{u}", own + back)):
                for slip, value in self._of_skips(terms):
                    yield slip, name, value
            yield from self._of_unit(u)
        for o, y in self.sample.targets.items():
            yield "loss_slope_sign_reversed", f"dL/dyhat_{o}", -self.sample.dL_dyhat(o)
            if self.project["network"]["loss"] == "absolute":
                yield "error_instead_of_sign", f"dL/dyhat_{o}", self.sample.h(o) - y
                yield "error_instead_of_sign", f"dL/dyhat_{o}", y - self.sample.h(o)
        yield from self._of_edges()

    def _terms(self, product, end, unit):
        pairs = zip(self.edges, self.weights, strict=True)
        return [(e, product(e, w)) for e, w in pairs if e[end] == unit]

    def _of_skips(self, terms):
        skips = [e for e, _ in terms if e is not None and self.is_skip(e)]
        for left_out in [[e] for e in skips] + ([skips] if skips else []):
            yield "skip_term_left_out", sum(t for e, t in terms if e not in left_out)
        if skips:
            yield "only_skip_term", sum(t for e, t in terms if e in skips)

    def _of_unit(self, u):
        yield "relu_slope_forgotten", f"dL/dz_{u}", self.sample.dL_dh(u)
        yield "z_instead_of_h", f"h_{u}", self.sample.z(u)
        sources = self._terms(lambda e, w: w * self._z_or_input(e["from"]), "to", u)
        yield "z_instead_of_h", f"z_{u}", sum(t for _, t in sources)
        new = sum(
            n * self.sample.dL_dz(e["to"])
            for e, n in zip(self.edges, self.new, strict=True)
            if e["from"] == u
        )
        own = self.sample.dL_dyhat(u) if u in self.sample.targets else 0
        yield "updated_weight_used", f"dL/dh_{u}", own + new

    def _z_or_input(self, node):
        return self.sample.z(node) if node in self.units else self.sample.value(node)

    def _of_edges(self):
        for edge, w, new in zip(self.edges, self.weights, self.new, strict=True):
            name, dz = edge["weight"], self.sample.dL_dz(edge["to"])
            yield "input_factor_forgotten", f"dL/d{name}", dz
            yield "z_instead_of_h", f"dL/d{name}", dz * self._z_or_input(edge["from"])
            yield "update_added", f"new_{name}", w + (w - new)
            if self.rate and edge.get("trainable", True):
                yield "rate_forgotten", f"new_{name}", w - (w - new) / self.rate


def same(a, b):
    """Whether two numbers agree but for what float64 rounds."""
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b)) + 1e-12


def tells(name, value, true):
    """Whether a slip leaves a trace: another value, and none that is 0 for many reasons."""
    if not math.isfinite(value) or same(value, true):
        return False
    return name.startswith("new_") or abs(value) > 1e-9


def exactly(value):
    """A number with all its digits, as an answer."""
    return f"{value:.16e}"


def rounded(value, digits, mark="."):
    """A number rounded to significant digits, with a decimal mark where it allows one."""
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    decimals = digits - 1 - int(exponent)
    if 0 < decimals <= 12:
        return f"{value:.{decimals}f}".replace(".", mark)
    return f"{mantissa.replace('.', mark)}e{exponent}"
