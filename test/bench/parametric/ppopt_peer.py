"""PPOPT: critical regions of a parametric linear program in floating point (github.com/TAMUparametric/PPOPT)."""

import contextlib
import io
import random
import warnings

import cvxopt  # noqa: F401  PPOPT uses GLPK where this is loaded; for programs this small it is four times faster than Gurobi
import numpy
from ppopt.mp_solvers.solve_mpqp import mpqp_algorithm, solve_mpqp
from ppopt.mplp_program import MPLP_Program
from ppopt.solver import Solver

from words import ONE


TOLERANCE = 1e-5  # PPOPT's own, for the borders of regions


class Peer:
    def __init__(self, problem, algorithm, ties_broken):
        self.free, self.top = max(problem["widths"]) + 1, problem["top"]
        self.algorithm, self.ties_broken = mpqp_algorithm[algorithm], ties_broken

    def prepare(self, word):
        """The matrices of A x <= b + F theta, of the box of theta, and the cost; not timed."""
        column = lambda values: numpy.array([values], dtype=float).T  # noqa: E731
        a = [[-float(c.get(v, 0)) for v in word.variables] for c in word.constraints]
        f = [[float(c.get(f"w{i}", 0)) for i in range(self.free)] for c in word.constraints]
        cost = [1.0] + [0.0] * (len(word.variables) - 1)
        if self.ties_broken:
            # So small that only the choice among minimisers depends on it: then most programs have a single one.
            chance = random.Random(1)
            cost[1:] = [chance.choice((-1, 1)) * chance.uniform(1e-4, 2e-4) for _ in cost[1:]]
        b = column([float(c.get(ONE, 0)) for c in word.constraints])
        unit = numpy.eye(self.free)
        box = column([self.top] * self.free + [0] * self.free)
        cross = numpy.zeros((len(cost), self.free))
        return numpy.array(a), b, column(cost), cross, numpy.vstack([unit, -unit]), box, numpy.array(f)

    def solve(self, matrices):
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            solver = Solver({"lp": "glpk", "qp": "quadprog", "milp": "gurobi", "miqp": "gurobi"})
            return solve_mpqp(MPLP_Program(*matrices, solver=solver), self.algorithm)

    @staticmethod
    def pieces(solution):
        return len(solution.critical_regions)

    @staticmethod
    def evaluate(solution, point, tolerance):
        """The value as PPOPT's own look-up has it, None in a gap; and how many regions hold the point."""
        theta = numpy.array([[float(x)] for x in point])
        solution.point_location_tolerance = TOLERANCE if tolerance is None else tolerance
        here = [r for r in solution.critical_regions if r.is_inside(theta, solution.point_location_tolerance)]
        region = solution.get_region(theta)
        return (None if region is None else float(region.evaluate(theta)[0, 0])), len(here)
