import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Form, Order, compare, type Rational, type Region, type Relation } from '../../../server/src/orders';
import { COARSE, anyForm, anyRegion, form, grid, region } from './support';

const names = ['a', 'b'];
const points = grid(names, COARSE);

const relates = (left: Rational, relation: Relation, right: Rational): boolean => {
  const gap = left.compare(right);
  switch (relation) {
    case '~':
      return gap === 0;
    case '<~':
      return gap <= 0;
    case '>~':
      return gap >= 0;
    case '<<':
      return gap < 0;
    case '>>':
      return gap > 0;
  }
};

const sum = (...texts: string[]): Order => Order.greatest(texts.map(form), region());

describe('compare', () => {
  it('agrees with the values at every point, and proves or refutes with evidence', () => {
    const anySum = fc.array(anyForm(names), { minLength: 1, maxLength: 3 });
    const anyRelation = fc.constantFrom<Relation>('~', '<~', '>~', '<<', '>>');
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        anySum,
        anySum,
        anyRelation,
        anyRegion(names, 4),
        fc.boolean(),
        (f, g, relation, over, alike) => {
          const left = Order.greatest(f, region());
          const right = alike ? Order.greatest([...f, f[0]!], region()) : Order.greatest(g, region());
          const decision = compare(left, relation, right, over);
          seen.add(decision.status);
          assert.equal(decision.status === 'empty', over.isEmpty());
          const inside = points.filter((p) => over.contains(p));
          if (decision.status === 'proven') {
            for (const p of inside) assert(relates(left.at(p)!, relation, right.at(p)!));
            for (const { region, left, right, gap, margin, because } of decision.why) {
              assert(
                relation.includes('~')
                  ? margin.sign() >= 0
                  : !region.implies({ form: gap.negate(), sense: '>' }),
              );
              const difference = left.minus(right);
              assert(gap.equals(difference) || gap.equals(difference.negate()));
              const proof = because.reduce(
                (h, s) => h.plus(s.constraint.form.times(s.weight)),
                Form.constant(margin),
              );
              assert(proof.equals(gap));
              for (const { constraint } of because) assert(region.implies(constraint));
            }
          } else if (decision.status === 'refuted') {
            assert(over.contains(decision.witness));
            assert(decision.left.equals(left.at(decision.witness)!));
            assert(decision.right.equals(right.at(decision.witness)!));
            assert(!relates(decision.left, relation, decision.right));
            for (const p of inside) {
              assert.equal(
                decision.holds.some((h) => h.contains(p)),
                relates(left.at(p)!, relation, right.at(p)!),
              );
            }
            for (const h of decision.holds) assert(over.includes(h));
          }
        },
      ),
      { numRuns: 80 },
    );
    assert(seen.has('proven') && seen.has('refuted'));
  });

  it('respects strict assumptions', () => {
    assert.equal(compare(sum('1'), '<<', sum('a'), region('a > 1')).status, 'proven');
    const weak = compare(sum('1'), '<<', sum('a'), region('a >= 1'));
    assert(weak.status === 'refuted');
    assert.equal(`${weak.witness.get('a')} ${weak.left} ${weak.right}`, '1 1 1');
    assert.deepEqual(
      weak.holds.map((h) => h.key()),
      [region('a > 1').key()],
    );
  });

  it('offers the exact condition under which a false claim holds', () => {
    // lambda is the exponent of the depth in units of the width: L << n^(1/2).
    const decision = compare(sum('2*lambda'), '<<', sum('1'), region('lambda >= 0'));
    assert(decision.status === 'refuted');
    assert.deepEqual(
      decision.holds.map((h) => h.within(region('lambda >= 0')).map((c) => `${c.form} ${c.sense} 0`)),
      [['-2*lambda + 1 > 0']],
    );
    assert.equal(`${decision.witness.get('lambda')}`, '1');
  });

  it('uses that assumptions tie scales together', () => {
    const over = region('a = b', 'b >= 1');
    assert.equal(compare(sum('a', '1'), '~', sum('b'), over).status, 'proven');
    assert.equal(compare(sum('a'), '~', sum('b'), region('b >= 1')).status, 'refuted');
  });

  it('is empty without assumptions that can hold or outside a domain', () => {
    const half: Region = region('a >= 1');
    assert.equal(compare(sum('a'), '~', sum('b'), region('a > 0', 'a < 0')).status, 'empty');
    assert.equal(compare(Order.monomial(form('a'), half), '~', sum('a'), region('a < 1')).status, 'empty');
  });

  it('gives the witness a value for every variable of the claim and the assumptions', () => {
    const decision = compare(sum('a'), '~', sum('a + 1'), region('c >= 2'));
    assert(decision.status === 'refuted');
    assert.deepEqual([...decision.witness.keys()].sort(), ['a', 'c']);
  });
});
