"""The least energy of a dense network as parametric linear programs, written down without the engine.

A word gives every hidden layer a pattern and a jump in degree. In logarithms to base d it is one program: minimise t
subject to t >= every cost and t >= the norm of the target in the last kernel (arXiv:2512.04165, the propagation rules),
over the parameters of the patterns. The logarithms of the widths, w0, w1, ..., are the parameters of the program. The
full answer is the minimum over all words.
"""

from fractions import Fraction
from itertools import product
from typing import NamedTuple

ONE = "1"  # the constant term of a form


class Form(dict):
    """An affine form: coefficients by variable."""

    def __add__(self, other):
        names = {**self, **other}
        return Form({n: self.get(n, 0) + other.get(n, 0) for n in names})

    def __mul__(self, factor):
        return Form({n: factor * q for n, q in self.items()})

    def __sub__(self, other):
        return self + other * -1


def variable(name):
    return Form({name: Fraction(1)})


class Layer(NamedTuple):
    """What a pattern does in one layer: forms that are >= 0, costs, and the logarithm of the norm that it hands on."""

    parameters: list
    constraints: list
    costs: list
    norm: Form


def lazy(width, norm, q, name):
    return Layer([], [], [], norm * q)


def specialization(width, norm, q, name):
    """M neurons with squared mean mu2."""
    count, mean = variable("M" + name), variable("mu2" + name)
    weight = count + mean * q
    ranges = [count, width - count, mean * -1]
    return Layer(["M" + name, "mu2" + name], [*ranges, weight], [count + mean + norm], width - weight)


def magnetization(width, norm, q, name):
    """All neurons, with squared means that add up to beta."""
    beta = variable("beta" + name)
    coherence = width + (beta - width) * q
    return Layer(["beta" + name], [width - beta, coherence], [beta + norm], (width - beta) * q)


def gfl(width, norm, q, name):
    """Variances along the feature grow by D."""
    growth = variable("D" + name)
    coherence = width + (growth - norm) * q
    return Layer(["D" + name], [growth, norm - growth, coherence], [width + growth], (norm - growth) * q)


PATTERNS = {f.__name__: f for f in (lazy, specialization, magnetization, gfl)}
CARRIES = {"erf": lambda q: q % 2 == 1, "quadratic": lambda q: q == 2, "generic": lambda q: True}


class Word(NamedTuple):
    """Minimise the first variable subject to constraints >= 0."""

    variables: list
    constraints: list


def jumps(layers, degree, carries):
    """All ways to reach the degree: a factor for each layer."""
    if layers == 0:
        return [()] if degree == 1 else []
    factors = [q for q in range(1, degree + 1) if degree % q == 0 and carries(q)]
    return [(*rest, q) for q in factors for rest in jumps(layers - 1, degree // q, carries)]


def words(problem):
    """`widths` names the free width of each layer: [0, 1, 0] has three layers of widths w0, w1, w0."""
    widths, t = problem["widths"], variable("t")
    for factors in jumps(len(widths), problem["degree"], CARRIES[problem["activation"]]):
        for chosen in product(problem["patterns"], repeat=len(widths)):
            variables, constraints, norm = ["t"], [], variable(ONE)
            for index, (w, q, pattern) in enumerate(zip(widths, factors, chosen)):
                layer = PATTERNS[pattern](variable(f"w{w}"), norm, q, str(index))
                norm = layer.norm
                variables += layer.parameters
                constraints += [*layer.constraints, norm, *(t - cost for cost in layer.costs)]
            constraints.append(t - norm)
            yield Word(variables, [c for c in constraints if any(c.values())])
