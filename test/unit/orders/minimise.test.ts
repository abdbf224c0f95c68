import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  Form,
  Region,
  lowerBound,
  minimise,
  type Constraint,
  type Minimum,
  type Point,
} from '../../../server/src/orders';
import {
  anyConstraint,
  anyForm,
  condition,
  form,
  fraction,
  grid,
  leastVertexValue,
  point,
  region,
} from './support';

const bounded = (m: Minimum): Extract<Minimum, { status: 'bounded' }> => {
  if (m.status !== 'bounded') assert.fail(m.status);
  return m;
};

const choicesOfM = [condition('M >= 0', '1 <= M'), condition('M <= a', 'M <= N')];
const linearPlusInverse = [
  { form: form('M + 1'), label: 'M*d' },
  { form: form('a - M'), label: 'N/M' },
];

describe('minimise', () => {
  it('balances M*d against N/M: sqrt(N*d) at M = sqrt(N/d)', () => {
    const m = bounded(minimise(linearPlusInverse, choicesOfM, ['M'], region('a >= 1')));
    assert.deepEqual(
      m.order.asSum()!.map((f) => f.key()),
      ['1/2*a + 1/2'],
    );
    const [balance] = m.balances;
    assert.deepEqual(
      balance!.terms.map(({ term, weight }) => `${weight} ${term.label}`),
      ['1/2 M*d', '1/2 N/M'],
    );
    assert.deepEqual(balance!.constraints, []);
    const [at, ...others] = m.argmin();
    assert.equal(others.length, 0);
    assert.equal((at!.values.get('M') as Form).key(), '1/2*a + -1/2');
  });

  it('stops at M = 1 when N <= d, and says which constraint binds', () => {
    const m = bounded(minimise(linearPlusInverse, choicesOfM, ['M'], region('a >= 0')));
    const values = m.balances.map((b) => [
      b.region.key(),
      b.value.key(),
      b.constraints.map(({ constraint, weight }) => `${weight} ${constraint.label}`).join(),
    ]);
    assert.deepEqual(values.sort(), [
      ['-1*a + 1 >= 0, 1*a + 0 >= 0', '1', '1 1 <= M'],
      ['1*a + -1 >= 0', '1/2*a + 1/2', ''],
    ]);
    assert.equal(`${m.order.at(point({ a: '1' }))}`, '1');
  });

  it('reports the part of the assumptions where the choices can be met', () => {
    const m = bounded(minimise(linearPlusInverse, choicesOfM, ['M'], region('a >= -5', 'a < 4')));
    assert.equal(m.domain.key(), region('a >= 0', 'a < 4').key());
  });

  it('reports values without a lower end and choices that cannot be met', () => {
    assert.equal(minimise(linearPlusInverse.slice(0, 1), [], ['M'], region('a >= 1')).status, 'unbounded');
    const none = minimise(linearPlusInverse, [...choicesOfM, condition('M > a')], ['M'], region('a >= 1'));
    assert.equal(none.status, 'infeasible');
    assert.equal(
      minimise(linearPlusInverse, choicesOfM, ['M'], region('a > 1', 'a < 1')).status,
      'infeasible',
    );
  });

  it('gives an interval where the optimum is not unique', () => {
    const m = bounded(
      minimise([{ form: form('1') }, { form: form('M - a') }], choicesOfM, ['M'], region('a >= 1')),
    );
    const [at] = m.argmin();
    const range = at!.values.get('M');
    assert(range && !(range instanceof Form));
    assert.equal(`${range.low!.key()} to ${range.high!.key()}`, '0 to 1*a + 0');
  });

  it('says what a minimum that strict choices keep off is approached by', () => {
    const m = bounded(
      minimise(linearPlusInverse.slice(0, 1), [condition('M > 0', 'M >> 1')], ['M'], region('a >= 1')),
    );
    assert.equal(m.order.asSum()!.join(), '1');
    assert.equal((m.argmin()[0]!.values.get('M') as Form).key(), '0');
  });

  it('agrees with the best vertex at every parameter, and its balance and optimum prove it', () => {
    const pattern = ['p', 'q'];
    const parameters = ['a', 'b'];
    const over = region('a >= -1', 'a <= 3', 'b >= -1', 'b <= 3');
    const box = pattern.flatMap((v) => [condition(`${v} >= -2`), condition(`${v} <= 3`)]);
    const some = grid(parameters, ['-1', '0', '1/3', '1', '2', '3']);
    const statuses = new Set<string>();
    fc.assert(
      fc.property(
        fc.array(anyForm([...parameters, ...pattern]), { minLength: 1, maxLength: 3 }),
        fc.array(anyConstraint([...parameters, ...pattern]), { maxLength: 2 }),
        (forms, extra) => {
          const terms = forms.map((f) => ({ form: f }));
          const choices: Constraint[] = [...box, ...extra.map((c): Constraint => ({ ...c, sense: '>=' }))];
          const m = minimise(terms, choices, pattern, over);
          statuses.add(m.status);
          const cost = Form.variable('cost');
          const program = [
            ...choices,
            ...forms.map((f): Constraint => ({ form: cost.minus(f), sense: '>=' })),
          ];
          for (const p of some) {
            const fixed = new Map([...p].map(([name, value]) => [name, Form.constant(value)]));
            const at = program.map((c) => ({ ...c, form: c.form.substitute(fixed) }));
            const expected = leastVertexValue(cost, at, [...pattern, 'cost']);
            const value = m.status === 'bounded' ? m.order.at(p) : undefined;
            assert.equal(value !== undefined, expected !== undefined);
            if (!value || !expected) continue;
            const [n, d] = fraction(value);
            assert.equal(n * expected[1], expected[0] * d);
          }
          if (m.status === 'bounded') proves(m, terms, choices);
        },
      ),
      { numRuns: 10 },
    );
    assert(statuses.has('bounded'));
  });

  function proves(
    m: Extract<Minimum, { status: 'bounded' }>,
    terms: readonly { form: Form }[],
    choices: readonly Constraint[],
  ): void {
    for (const { value, terms: shares, constraints } of m.balances) {
      const mean = shares.reduce((f, s) => f.plus(s.term.form.times(s.weight)), Form.zero);
      const sum = constraints.reduce((f, s) => f.minus(s.constraint.form.times(s.weight)), mean);
      assert(sum.equals(value));
      assert.equal(`${shares.map((s) => s.weight).reduce((x, y) => x.plus(y))}`, '1');
    }
    for (const { region: part, values } of m.argmin()) {
      const p = part.witness()!;
      const least = m.order.at(p)!;
      // Each end of each variable's range belongs to a choice that attains the minimum.
      for (const [name, range] of values) {
        for (const end of range instanceof Form ? [range] : [range.low!, range.high!]) {
          const fixed = new Map<string, Form>([...p].map(([v, q]) => [v, Form.constant(q)]));
          fixed.set(name, Form.constant(end.evaluate(p)));
          const optimal = new Region(
            [
              ...choices,
              ...terms.map((t): Constraint => ({ form: Form.constant(least).minus(t.form), sense: '>=' })),
            ].map((c) => ({ form: c.form.substitute(fixed), sense: c.sense })),
          );
          assert(!optimal.isEmpty());
        }
      }
    }
  }
});

describe('lowerBound', () => {
  const all = region('t >= a', 't >= 1', 't <= 3', 'a >= 0');
  it('reads the lower end, and the domain where an upper end leaves room', () => {
    const bound = lowerBound(all, 't', region('a <= 9'));
    assert(bound.status === 'bounded');
    assert.equal(bound.domain.key(), region('a >= 0', 'a <= 3').key());
    const at = (a: string): Point => point({ a });
    assert.equal(
      `${bound.order.at(at('0'))} ${bound.order.at(at('2'))} ${bound.order.at(at('4'))}`,
      '1 2 undefined',
    );
    for (const { region, value, constraint } of bound.bounds) {
      assert(constraint.form.equals(Form.variable('t').minus(value)));
      assert(bound.order.pieces.some((piece) => piece.region === region));
    }
  });

  it('takes equalities and strict bounds', () => {
    const equal = lowerBound(region('2*t = a', 'a >= 1'), 't', Region.whole);
    assert(equal.status === 'bounded');
    assert.equal(equal.order.asSum()!.join(), '1/2*a + 0');
    const strict = lowerBound(region('t > a'), 't', region('a > 1'));
    assert(strict.status === 'bounded');
    assert.equal(strict.order.at(point({ a: '1' })), undefined);
    assert.equal(`${strict.order.at(point({ a: '2' }))}`, '2');
  });

  it('reports no lower end and no point', () => {
    assert.equal(lowerBound(region('t <= a'), 't', Region.whole).status, 'unbounded');
    assert.equal(lowerBound(all, 't', region('a > 3')).status, 'infeasible');
  });
});
