import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  Form,
  Rational,
  holds,
  solveLinearProgram,
  type Constraint,
  type Outcome,
} from '../../../server/src/orders';
import { anyConstraint, anyForm, anyRational, condition, form, fraction, leastVertexValue } from './support';

const names = ['x', 'y', 'z'];
const box = names.flatMap((v) => [condition(`${v} >= -4`), condition(`${v} <= 5`)]);

const combination = (constraints: readonly Constraint[], multipliers: readonly Rational[]): Form =>
  constraints.reduce((sum, c, i) => sum.plus(c.form.times(multipliers[i]!)), Form.zero);

/** Every outcome carries its proof; the proof is checked, not the path to it. */
function checkProof(objective: Form, constraints: readonly Constraint[], outcome: Outcome): void {
  const closed = (c: Constraint): Constraint => ({ ...c, sense: c.sense === '>' ? '>=' : c.sense });
  if (outcome.status !== 'unbounded') {
    outcome.multipliers.forEach((q, i) => assert(constraints[i]!.sense === '=' || q.sign() >= 0));
  }
  if (outcome.status === 'optimal') {
    const sum = combination(constraints, outcome.multipliers).plus(Form.constant(outcome.value));
    assert(sum.equals(objective));
    assert(objective.evaluate(outcome.point).equals(outcome.value));
    for (const c of constraints) assert(holds(closed(c), outcome.point));
  } else if (outcome.status === 'infeasible') {
    const sum = combination(constraints, outcome.multipliers);
    assert(sum.isConstant() && sum.constant.sign() < 0);
  } else {
    const slope = (f: Form): Rational => f.evaluate(outcome.ray).minus(f.constant);
    assert(slope(objective).sign() < 0);
    for (const { form, sense } of constraints) {
      const sign = slope(form).sign();
      assert(sense === '=' ? sign === 0 : sign >= 0);
    }
    assert.notEqual(solveLinearProgram(Form.zero, constraints).status, 'infeasible');
  }
}

describe('solveLinearProgram', () => {
  it('finds the best vertex of every bounded polyhedron', () => {
    const constraints = fc.array(anyConstraint(names), { maxLength: 5 }).map((extra) => [...box, ...extra]);
    fc.assert(
      fc.property(anyForm(names), constraints, (objective, list) => {
        const outcome = solveLinearProgram(objective, list);
        checkProof(objective, list, outcome);
        const expected = leastVertexValue(objective, list, names);
        assert.equal(outcome.status, expected ? 'optimal' : 'infeasible');
        if (expected && outcome.status === 'optimal') {
          const [n, d] = fraction(outcome.value);
          assert.equal(n * expected[1], expected[0] * d);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('proves each of its three outcomes, bounded or not, with free variables and equalities', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        anyForm(['u', ...names]),
        fc.array(anyConstraint(names), { maxLength: 7 }),
        (objective, list) => {
          const outcome = solveLinearProgram(objective, list);
          seen.add(outcome.status);
          checkProof(objective, list, outcome);
        },
      ),
      { numRuns: 500 },
    );
    assert.deepEqual([...seen].sort(), ['infeasible', 'optimal', 'unbounded']);
  });

  it('stays exact while entries grow from doubles into big integers', () => {
    const wide = fc.integer({ min: -70_000, max: 70_000 });
    const wideForm = fc
      .array(wide, { minLength: 4, maxLength: 4 })
      .map((q) =>
        names.reduce(
          (sum, name, i) => sum.plus(Form.variable(name, Rational.of(q[i]!))),
          Form.constant(Rational.of(q[3]!)),
        ),
      );
    const constraints = fc
      .array(wideForm, { minLength: 2, maxLength: 5 })
      .map((forms) => [...box, ...forms.map((form): Constraint => ({ form, sense: '>=' }))]);
    fc.assert(
      fc.property(wideForm, constraints, (objective, list) => {
        const outcome = solveLinearProgram(objective, list);
        checkProof(objective, list, outcome);
        const expected = leastVertexValue(objective, list, names);
        assert.equal(outcome.status, expected ? 'optimal' : 'infeasible');
      }),
      { numRuns: 40 },
    );
  });

  it('ends with the best vertex whatever the size of the numbers', () => {
    const plane = ['x', 'y'];
    const constraints = fc
      .array(anyConstraint(plane, anyRational), { maxLength: 4 })
      .map((extra) => [...box.slice(0, 4), ...extra]);
    fc.assert(
      fc.property(anyForm(plane, anyRational), constraints, (objective, list) => {
        const outcome = solveLinearProgram(objective, list);
        checkProof(objective, list, outcome);
        const expected = leastVertexValue(objective, list, plane);
        assert.equal(outcome.status, expected ? 'optimal' : 'infeasible');
        if (expected && outcome.status === 'optimal') {
          const [n, d] = fraction(outcome.value);
          assert.equal(n * expected[1], expected[0] * d);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('does not cycle where the simplex method with the steepest rule does (Beale 1955)', () => {
    const constraints = [
      ...['x1', 'x2', 'x3', 'x4'].map((v) => condition(`${v} >= 0`)),
      condition('1/4*x1 - 60*x2 - 1/25*x3 + 9*x4 <= 0'),
      condition('1/2*x1 - 90*x2 - 1/50*x3 + 3*x4 <= 0'),
      condition('x3 <= 1'),
    ];
    const outcome = solveLinearProgram(form('-3/4*x1 + 150*x2 - 1/50*x3 + 6*x4'), constraints);
    assert.equal(outcome.status === 'optimal' && `${outcome.value}`, '-1/20');
  });

  it('goes on in big integers when the numbers outgrow the safe ones', () => {
    // Klee and Minty's cube with sides 1, 1000, 1000^2, … : the optimum is the last side.
    const n = 8;
    const side = (i: number): Rational => Rational.of(1000n ** BigInt(i));
    const sum = (i: number): Form =>
      Array.from({ length: i }, (_, j) =>
        Form.variable(`v${j}`, Rational.of(2n * 10n ** BigInt(i - j))),
      ).reduce((f, g) => f.plus(g), Form.variable(`v${i}`));
    const constraints = Array.from({ length: n }, (_, i): Constraint[] => [
      { form: Form.variable(`v${i}`), sense: '>=' },
      { form: Form.constant(side(i)).minus(sum(i)), sense: '>=' },
    ]).flat();
    const objective = Array.from({ length: n }, (_, i) =>
      Form.variable(`v${i}`, Rational.of(-(10n ** BigInt(n - 1 - i)))),
    ).reduce((f, g) => f.plus(g));
    const outcome = solveLinearProgram(objective, constraints);
    checkProof(objective, constraints, outcome);
    assert.equal(outcome.status === 'optimal' && `${outcome.value}`, `${-(1000n ** BigInt(n - 1))}`);
  });
});
