"""Solves the words of a problem with a peer. One request a line on the standard input, one reply a line on the output.

    {"versions": [package, ...]}
    {"solve": peer, "algorithm": ..., "tiesBroken": ..., "problem": ..., "limit": seconds}
    {"evaluate": [[exponent, ...], ...], "tolerance": ...}        on what was solved last

Exponents travel as rationals in text, such as "3/2".
"""

import contextlib
import gc
import importlib
import json
import sys
from fractions import Fraction
from importlib.metadata import PackageNotFoundError, version
from time import process_time

from words import words

WARM = {"widths": [0, 1], "degree": 3, "activation": "erf", "patterns": ["lazy", "specialization"], "top": 6}
warmed = set()


def solve_all(peer, prepared, limit):
    """Solutions of as many words as the limit allows, None where the solver fails; and the seconds of the solving, of processor time."""
    solutions, seconds = [], 0.0
    gc.collect()
    for word in prepared:
        start = process_time()
        try:
            solutions.append(peer.solve(word))
        except Exception:  # whatever a peer throws at a program is one more program that it does not solve
            solutions.append(None)
        seconds += process_time() - start
        if seconds > limit:
            break
    return solutions, seconds


def start(request, problem):
    peer = importlib.import_module(request["solve"] + "_peer").Peer
    return peer(problem, request.get("algorithm"), request.get("tiesBroken"))


def solve(request):
    """The median of up to five runs, fewer where one takes long."""
    kind = (request["solve"], request.get("algorithm"))
    if kind not in warmed:
        warm = start(request, WARM)
        solve_all(warm, [warm.prepare(w) for w in words(WARM)], 10)
        warmed.add(kind)
    peer = start(request, request["problem"])
    prepared = [peer.prepare(w) for w in words(request["problem"])]
    times = []
    while not times or (len(times) < 5 and sum(times) < 2):
        solutions, seconds = solve_all(peer, prepared, request["limit"])
        times.append(seconds)
    found = [s for s in solutions if s is not None]
    return (peer, found), {
        "seconds": sorted(times)[len(times) // 2],
        "words": len(prepared),
        "solved": len(solutions),
        "failed": len(solutions) - len(found),
        "pieces": sum(peer.pieces(s) for s in found),
    }


def evaluate(solved, request):
    """At each point the least value over the words, how many words share it to the last bit, how many words have no value
    there, and how many regions hold it on average over the words that have one."""
    peer, solutions = solved
    replies = []
    for point in request["evaluate"]:
        exact = [Fraction(x) for x in point]
        answers = [peer.evaluate(s, exact, request.get("tolerance")) for s in solutions]
        values = [v for v, _ in answers if v is not None]
        least = min(values, default=None)
        replies.append(
            {
                "value": None if least is None else str(least),
                "equal": sum(v == least for v in values),
                "gaps": len(answers) - len(values),
                "held": sum(n for v, n in answers if v is not None) / max(1, len(values)),
            }
        )
    return replies


def versions(packages):
    found = [f"Python {sys.version.split()[0]}"]
    for package in packages:
        with contextlib.suppress(PackageNotFoundError):
            found.append(f"{package} {version(package)}")
    return found


def main():
    out, sys.stdout = sys.stdout, sys.stderr
    solved = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "versions" in request:
                reply = versions(request["versions"])
            elif "solve" in request:
                solved, reply = solve(request)
            else:
                reply = evaluate(solved, request)
        except ImportError as error:
            reply = {"missing": str(error)}
        print(json.dumps(reply), file=out, flush=True)


main()
