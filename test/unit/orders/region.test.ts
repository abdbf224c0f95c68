import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  Form,
  Rational,
  Region,
  holds,
  solveLinearProgram,
  type Constraint,
  type Point,
} from '../../../server/src/orders';
import { merged, subtract } from '../../../server/src/orders/union';
import {
  COARSE,
  anyConstraint,
  anyForm,
  anyRational,
  anyRegion,
  condition,
  form,
  fraction,
  grid,
  leastVertexValue,
  point,
  region,
} from './support';

const names = ['x', 'y'];
const plane = grid(names, COARSE);
const opposite = (c: Constraint): Constraint[] =>
  c.sense === '='
    ? [
        { form: c.form, sense: '>' },
        { form: c.form.negate(), sense: '>' },
      ]
    : [{ form: c.form.negate(), sense: c.sense === '>' ? '>=' : '>' }];

/** Whether some point meets all conditions: one maximises the least margin of the strict ones, by a program of its own. */
function solvable(constraints: readonly Constraint[]): boolean {
  const margin = Form.variable('margin');
  const tightened = constraints.map((c): Constraint =>
    c.sense === '>' ? { form: c.form.minus(margin), sense: '>=' } : c,
  );
  const ceiling: Constraint = { form: Form.constant(Rational.one).minus(margin), sense: '>=' };
  const outcome = solveLinearProgram(margin.negate(), [...tightened, ceiling]);
  const strict = constraints.some((c) => c.sense === '>');
  return outcome.status === 'optimal' && (!strict || outcome.value.sign() < 0);
}

describe('Region', () => {
  it('has a witness exactly when it is not empty', () => {
    fc.assert(
      fc.property(anyRegion(names, 5), (r) => {
        const witness = r.witness();
        assert.equal(witness === undefined, r.isEmpty());
        if (witness) assert(r.contains(witness));
        else for (const p of plane) assert(!r.contains(p));
      }),
      { numRuns: 80 },
    );
  });

  it('puts the witness into the relative interior, with numbers one would choose', () => {
    assert.deepEqual(region('a > 0', 'b > a').witness(), point({ a: '1', b: '2' }));
    assert.deepEqual(region('a >= 0', 'a <= 6', 'b >= 1', 'b <= 6').witness(), point({ a: '1', b: '2' }));
    assert.deepEqual(region('a = 2*b', 'b >= 1', 'b <= 2').witness(), point({ a: '3', b: '3/2' }));
    fc.assert(
      fc.property(anyRegion(names, 5), (r) => {
        const witness = r.witness();
        if (!witness) return;
        for (const c of r.constraints) {
          if (c.form.evaluate(witness).isZero()) assert(r.implies({ form: c.form, sense: '=' }));
        }
      }),
    );
  });

  it('respects strict constraints', () => {
    assert(region('x >= 1', 'x <= 1').isEmpty() === false);
    assert(region('x > 1', 'x <= 1').isEmpty());
    assert(region('x > y', 'y > z', 'z >= x').isEmpty());
    assert(region('x >= 0', 'y >= 0', 'x + y <= 0', 'x > y').isEmpty());
    assert(region('x > 1').implies(condition('x > 1/2')));
    assert(!region('x >= 1').implies(condition('x > 1')));
    assert(region('x >= 0', 'y > 0').implies(condition('x + y > 0')));
    assert(!region('x >= 0', 'y >= 0').implies(condition('x + y > 0')));
  });

  it('implies what has no counterexample', () => {
    fc.assert(
      fc.property(anyRegion(names, 4), anyConstraint(names), (r, c) => {
        const counter = opposite(c)
          .map((o) => r.with(o).witness())
          .find((w) => w !== undefined);
        assert.equal(r.implies(c), counter === undefined);
        if (r.implies(c)) for (const p of plane) assert(!r.contains(p) || holds(c, p));
      }),
      { numRuns: 120 },
    );
  });

  it('answers about a part as about a region that was never solved before', () => {
    const [some, few] = [[...names, 'z'], { maxLength: 3 }];
    const lists = fc.tuple(
      anyRegion(names, 4),
      fc.array(anyConstraint(some), few),
      fc.array(anyConstraint(some), few),
    );
    fc.assert(
      fc.property(lists, anyForm(some), ([r, first, second], f) => {
        r.isEmpty();
        const part = r.with(...first);
        // Both ways: with the part between solved, and not.
        for (const end of [r.with(...first).with(...second), (part.isEmpty(), part.with(...second))]) {
          const fresh = new Region([...r.constraints, ...first, ...second]);
          assert.equal(end.isEmpty(), !solvable([...r.constraints, ...first, ...second]));
          assert.deepEqual(end.minimum(f), fresh.minimum(f));
          for (const sense of ['>=', '>', '='] as const)
            assert.equal(end.implies({ form: f, sense }), fresh.implies({ form: f, sense }));
          assert.equal(end.codimension(), fresh.codimension());
          assert.equal(end.key(), fresh.key());
        }
      }),
      { numRuns: 150 },
    );
  });

  it('bounds a form and says whether the bound is attained', () => {
    const r = region('x > 1', 'y >= x', 'y <= 4');
    assert.deepEqual(r.minimum(form('x + y')), { status: 'finite', value: Rational.of(2), attained: false });
    assert.deepEqual(r.maximum(form('y')), { status: 'finite', value: Rational.of(4), attained: true });
    assert.deepEqual(region('x >= 0').maximum(form('x')), { status: 'unbounded' });
    assert.deepEqual(region('x > 0', 'x < 0').maximum(form('y')), { status: 'empty' });
    assert.deepEqual(region('x > 0', 'y > 0', 'x + y <= 0').minimum(form('x')), { status: 'empty' });
  });

  it('answers whatever the size of its numbers, as big-integer fractions do', () => {
    const box = ['x >= -4', 'x <= 5', 'y >= -4', 'y <= 5'].map((text) => condition(text));
    const closed = fc
      .array(anyConstraint(names, anyRational), { minLength: 1, maxLength: 4 })
      .map((list) => [
        ...box,
        ...list.map((c): Constraint => ({ ...c, sense: c.sense === '=' ? '=' : '>=' })),
      ]);
    fc.assert(
      fc.property(anyForm(names, anyRational), closed, (f, list) => {
        const r = new Region(list);
        const expected = leastVertexValue(f, list, names);
        const least = r.minimum(f);
        const witness = r.witness();
        assert.equal(least.status, expected ? 'finite' : 'empty');
        assert.equal(witness !== undefined, expected !== undefined);
        if (!expected || !witness || least.status !== 'finite') return;
        const [n, d] = fraction(least.value);
        assert.equal(n * expected[1], expected[0] * d);
        for (const { form: side, sense } of list) {
          const [[a, p], [b, q], [c, s]] = [side.coefficient('x'), side.coefficient('y'), side.constant].map(
            fraction,
          ) as [[bigint, bigint], [bigint, bigint], [bigint, bigint]];
          const [[x, u], [y, v]] = [fraction(witness.get('x')!), fraction(witness.get('y')!)];
          // the numerator of a/p * x/u + b/q * y/v + c/s
          const value = a * x * q * v * s + b * y * p * u * s + c * p * u * q * v;
          assert(sense === '=' ? value === 0n : value >= 0n);
        }
        const reduced = r.reduced();
        assert(reduced.includes(r) && r.includes(reduced));
        for (const c of list) assert(reduced.implies(c));
      }),
      { numRuns: 60 },
    );
  });

  it('reduces to the same set, every constraint of which matters', () => {
    fc.assert(
      fc.property(anyRegion(names, 6), (r) => {
        const reduced = r.reduced();
        for (const p of plane) assert.equal(reduced.contains(p), r.contains(p));
        assert(reduced.includes(r) && r.includes(reduced));
        if (r.isEmpty()) return;
        for (const c of reduced.constraints) {
          const others = new Region(reduced.constraints.filter((o) => o !== c));
          assert(!others.implies(c), `${c.form} ${c.sense} 0 is superfluous`);
          if (c.sense !== '=') assert(!reduced.implies({ form: c.form, sense: '=' }));
        }
      }),
      { numRuns: 120 },
    );
  });

  it('keeps a strict constraint that only takes a corner away, unless the corner is gone', () => {
    const cut = region('x >= 0', 'y >= 0', 'x + y > 0').reduced();
    assert.equal(cut.constraints.length, 3);
    assert(!cut.contains(point({ x: '0', y: '0' })) && cut.contains(point({ x: '0', y: '1' })));
    assert.equal(region('x > 0', 'y >= 0', 'x + y > 0').reduced().constraints.length, 2);
  });

  it('keeps one of two constraints that follow from each other', () => {
    const shadow = region('x = y', 'x >= 0', 'y >= 0', 'z >= x', 'z <= 5').project(names);
    assert.equal(shadow.key(), region('x = y', 'y >= 0', 'y <= 5').key());
  });

  it('has one key per closed set, however it was written', () => {
    assert.equal(
      region('x >= 0', 'x <= 0', 'y >= x', 'y >= -1').key(),
      region('2*x = 0', '3*y >= 0', 'x + y >= -5').key(),
    );
    assert.equal(region('x > 0', 'x < 0').key(), region('1 = 0').key());
    assert.notEqual(region('x >= 0').key(), region('x > 0').key());
    assert.equal(region('x = y', 'y = z').key(), region('z = x', 'x = y').key());
  });

  it('projects to exactly the points that extend', () => {
    // One eliminated variable: whether an interval with known ends is empty can be read off directly.
    const extend = (r: Region, p: Point): boolean => {
      const slices = r.constraints.map(({ form, sense }) => {
        const slope = form.coefficient('z');
        const rest = form.minus(Form.variable('z', slope)).evaluate(p);
        return { slope, sense, end: slope.isZero() ? rest : rest.negate().over(slope) };
      });
      const ends = slices.filter((s) => !s.slope.isZero()).map((s) => s.end);
      const sorted = ends.sort((a, b) => a.compare(b));
      const half = Rational.of(1, 2);
      const tries = sorted.flatMap((q, i) => [q, q.plus(sorted[i + 1] ?? q).times(half)]);
      if (sorted.length > 0) {
        tries.push(sorted[0]!.minus(Rational.one), sorted[sorted.length - 1]!.plus(Rational.one));
      } else tries.push(Rational.zero);
      return tries.some((z) => r.contains(new Map([...p, ['z', z]])));
    };
    fc.assert(
      fc.property(anyRegion([...names, 'z'], 6), (r) => {
        const shadow = r.project(names);
        assert.deepEqual(
          shadow.variables().filter((v) => !names.includes(v)),
          [],
        );
        for (const p of plane) assert.equal(shadow.contains(p), extend(r, p));
      }),
      { numRuns: 80 },
    );
  });

  it('eliminates two variables at once as one after the other, with their origins', () => {
    fc.assert(
      fc.property(fc.array(anyConstraint(['x', 'y', 'u', 'v']), { maxLength: 7 }), (given) => {
        const r = new Region(given);
        const [shadow, stepwise] = [r.project(names), r.project(['x', 'y', 'u']).project(names)];
        assert.equal(shadow.key(), stepwise.key());
        if (r.isEmpty()) return;
        for (const { form, from } of [...shadow.constraints, ...stepwise.constraints]) {
          if (!from) continue;
          const sum = from.reduce((f, s) => f.plus(s.constraint.form.times(s.weight)), Form.zero);
          assert(sum.equals(form));
          for (const { constraint, weight } of from) {
            assert(given.includes(constraint));
            assert(constraint.sense === '=' || weight.sign() > 0);
          }
        }
      }),
      { numRuns: 80 },
    );
  });

  it('names the combination that eliminates a variable: balance two terms', () => {
    const r = new Region([condition('t >= m + 1', 'M*d'), condition('t >= a - m', 'N/M')]);
    const [only, ...others] = r.project(['a', 't']).constraints;
    assert.equal(others.length, 0);
    assert(only!.form.equals(form('2*t - a - 1')));
    assert.deepEqual(
      only!.from!.map((s) => [s.constraint.label, `${s.weight}`]),
      [
        ['M*d', '1'],
        ['N/M', '1'],
      ],
    );
  });

  it('subtracts into disjoint pieces, point by point', () => {
    fc.assert(
      fc.property(anyRegion(names, 4), anyRegion(names, 4), (a, b) => {
        const pieces = a.minus(b);
        for (const p of plane) {
          const count = pieces.filter((piece) => piece.contains(p)).length;
          assert.equal(count, a.contains(p) && !b.contains(p) ? 1 : 0);
        }
        for (const piece of pieces) assert(!piece.isEmpty());
      }),
      { numRuns: 100 },
    );
  });

  it('knows its dimension among others', () => {
    const over = region('a >= 0', 'b >= 0');
    assert(region('a >= 0', 'b >= a').fullDimensionalIn(over));
    assert(!region('a >= 0', 'b >= a', 'b <= a').fullDimensionalIn(over));
    assert(region('a = b', 'a >= 1').fullDimensionalIn(region('b = a')));
    assert(!region('a > b', 'b > a').fullDimensionalIn(over));
  });

  it('says where it lies in a context without repeating it', () => {
    const over = region('a >= 0', 'a <= 6', 'b >= 0', 'b <= 6');
    const texts = (r: Region): string[] => r.within(over).map((c) => `${c.form} ${c.sense} 0`);
    assert.deepEqual(texts(over.with(condition('a >= b'), condition('a >= -1'))), ['1*a + -1*b + 0 >= 0']);
    assert.deepEqual(texts(over), []);
    fc.assert(
      fc.property(anyRegion(names, 3), anyRegion(names, 3), (context, r) => {
        const inside = context.intersect(r);
        const told = context.with(...inside.within(context));
        for (const p of plane) assert.equal(told.contains(p), inside.contains(p));
      }),
      { numRuns: 80 },
    );
  });

  it('removes determined variables from forms without changing them on the region', () => {
    fc.assert(
      fc.property(anyRegion(names, 4), anyForm(names), (r, f) => {
        const g = r.modulo(f);
        assert(r.implies({ form: f.minus(g), sense: '=' }));
      }),
    );
    assert(region('x = 2*y', 'y >= 0').modulo(form('x + y')).equals(form('3*y')));
  });
});

describe('merged', () => {
  it('keeps the union and joins what is convex together', () => {
    fc.assert(
      fc.property(fc.array(anyRegion(names, 3), { maxLength: 3 }), (regions) => {
        const fewer = merged(regions);
        assert(fewer.length <= regions.length);
        for (const p of plane) {
          assert.equal(
            fewer.some((r) => r.contains(p)),
            regions.some((r) => r.contains(p)),
          );
        }
      }),
      { numRuns: 100 },
    );
    const square = region('x >= 0', 'x <= 1', 'y >= 0', 'y <= 1');
    const parts = ['x >= y', 'x <= y'].flatMap((half) =>
      ['x + y >= 1', 'x + y < 1'].map((other) => square.with(condition(half), condition(other))),
    );
    assert.deepEqual(
      merged(parts).map((r) => r.key()),
      [square.key()],
    );
    assert.equal(subtract(square, parts).length, 0);
    assert.equal(merged([region('x >= 0'), region('y >= 0')]).length, 2);
  });
});
