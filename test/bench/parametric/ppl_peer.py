"""PPL, the Parma Polyhedra Library (github.com/sagemath/pplpy): the set of (theta, t) that a word reaches, by double
description in exact integers. Its lower boundary is the value function; there are no minimisers and no critical regions.
"""

from math import lcm

from ppl import C_Polyhedron, Constraint_System, Linear_Expression, Variable

from words import ONE


class Peer:
    def __init__(self, problem, *_):
        self.free, self.top = max(problem["widths"]) + 1, problem["top"]

    def prepare(self, word):
        """Rows of integers (theta, t, the other variables, constant); not timed."""
        names = [f"w{i}" for i in range(self.free)] + word.variables + [ONE]
        scaled = [(c, lcm(*(q.denominator for q in c.values()))) for c in word.constraints]
        return [[int(c.get(name, 0) * scale) for name in names] for c, scale in scaled]

    def solve(self, rows):
        system = Constraint_System()
        for i in range(self.free):
            system.insert(Variable(i) >= 0)
            system.insert(Variable(i) <= self.top)
        for *coefficients, constant in rows:
            system.insert(Linear_Expression(coefficients, constant) >= 0)
        reached = C_Polyhedron(system)
        reached.remove_higher_space_dimensions(self.free + 1)
        facets = [
            ([int(q) for q in c.coefficients()], int(c.inhomogeneous_term())) for c in reached.minimized_constraints()
        ]
        return [(q[: self.free], q[self.free], constant) for q, constant in facets if len(q) > self.free and q[self.free]]

    @staticmethod
    def pieces(facets):
        return len(facets)

    @staticmethod
    def evaluate(facets, point, _):
        """The greatest of the affine functions below the set; every word allows all widths, so that it has a value."""
        below = [-(sum(q * x for q, x in zip(slope, point)) + constant) / t for slope, t, constant in facets]
        return max(below), below.count(max(below))
