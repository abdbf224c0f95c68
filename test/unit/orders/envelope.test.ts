import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  Order,
  envelope,
  envelopeAt,
  type Candidate,
  type Rational,
  type Region,
} from '../../../server/src/orders';
import { subtract } from '../../../server/src/orders/union';
import { COARSE, anyForm, anyRegion, form, grid, point, region } from './support';

const names = ['a', 'b'];
const square = region('a >= 0', 'a <= 6', 'b >= 0', 'b <= 6');

/** Candidates that are sums of monomials, some defined on a part of the plane only. */
const anyCandidates = fc
  .array(
    fc.tuple(fc.array(anyForm(names), { minLength: 1, maxLength: 3 }), anyRegion(names, 2), fc.boolean()),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((list) =>
    list.map(([forms, part, everywhere], label): Candidate<number> => ({
      label,
      order: Order.greatest(forms, everywhere ? region() : part),
    })),
  );

function twoLayers(over: Region): Candidate<string>[] {
  const monomial = (text: string): Order => Order.monomial(form(text), over);
  return [
    { label: 'lazy', order: monomial('3') },
    { label: 'GP-Sp', order: monomial('1').sum(monomial('1/2*b + 1/2')) },
    { label: 'Sp-GP', order: monomial('1').sum(monomial('1/2*a + 1/2')) },
  ];
}

describe('envelope', () => {
  it('is the least candidate at every point, with all winners inside every cell', () => {
    const over = region('a >= -1', 'a <= 2', 'b > -1', 'b <= 2');
    const points = grid(names, COARSE).filter((p) => over.contains(p));
    fc.assert(
      fc.property(anyCandidates, (candidates) => {
        const cells = envelope(candidates, over);
        const value = (p: (typeof points)[number], label: number): Rational | undefined =>
          candidates[label]!.order.at(p);
        for (const p of points) {
          const defined = candidates.flatMap(({ label }) => value(p, label) ?? []);
          const here = cells.filter((cell) => cell.region.contains(p)).map((cell) => cell.value.evaluate(p));
          const at = envelopeAt(candidates, p);
          assert.equal(at === undefined, defined.length === 0);
          if (!at) continue;
          assert(defined.some((q) => q.equals(at.value)) && defined.every((q) => q.compare(at.value) >= 0));
          for (const { label } of candidates) {
            assert.equal(at.winners.includes(label), value(p, label)?.equals(at.value) ?? false);
          }
          // On a thin set, or at a strict end of its domain, a candidate may differ from the closed cells.
          const thin = candidates.some(({ order }) =>
            order.pieces.some(
              ({ region }) =>
                region.closure().contains(p) &&
                !(region.contains(p) && region.intersect(over).fullDimensionalIn(over)),
            ),
          );
          if (!thin) assert(here.length > 0 && here.reduce((x, y) => x.min(y)).equals(at.value));
        }
        for (const [i, cell] of cells.entries()) {
          assert(cell.region.fullDimensionalIn(over) && over.includes(cell.region));
          for (const { label, order } of candidates) {
            const pieces = order.restrict(cell.region).pieces;
            const regions = pieces.map((piece) => piece.region);
            const wins =
              subtract(cell.region, regions).every((rest) => !rest.fullDimensionalIn(over)) &&
              pieces.every(({ region, value }) =>
                region.implies({ form: value.minus(cell.value), sense: '=' }),
              );
            assert.equal(cell.winners.includes(label), wins);
          }
          for (const other of cells.slice(i + 1)) {
            assert(!cell.region.intersect(other.region).fullDimensionalIn(over));
          }
        }
      }),
      { numRuns: 15 },
    );
  });

  it('gives the closed form of two specializing layers, merged for reading', () => {
    const cells = envelope(twoLayers(square), square);
    assert.deepEqual(cells.map((cell) => `${cell.value}: ${cell.winners.join(' = ')}`).sort(), [
      '1/2*a + 1/2: Sp-GP',
      '1/2*b + 1/2: GP-Sp',
      '1: GP-Sp',
      '1: GP-Sp = Sp-GP',
      '1: Sp-GP',
      '3: lazy',
    ]);
    for (const p of grid(names, ['0', '1/2', '1', '2', '3', '5', '11/2', '6'])) {
      const [a, b] = [p.get('a')!.toNumber(), p.get('b')!.toNumber()];
      const expected = Math.min(3, Math.max(1, (1 + Math.min(a, b)) / 2));
      const values = cells.filter((cell) => cell.region.contains(p)).map((cell) => cell.value.evaluate(p));
      assert(values.length > 0 && values.every((q) => q.toNumber() === expected));
    }
  });

  it('lets the first of equals stand for all when asked to', () => {
    const cells = envelope(twoLayers(square), square, 'first');
    assert.deepEqual(cells.map((cell) => `${cell.value}: ${cell.winners.join(' = ')}`).sort(), [
      '1/2*a + 1/2: Sp-GP',
      '1/2*b + 1/2: GP-Sp',
      '1: GP-Sp',
      '1: Sp-GP',
      '3: lazy',
    ]);
    for (const p of grid(names, ['0', '1', '3', '5', '6'])) {
      const here = cells.filter((cell) => cell.region.contains(p)).map((cell) => cell.value.evaluate(p));
      const { value } = envelopeAt(twoLayers(square), p)!;
      assert(here.length > 0 && here.every((q) => q.equals(value)));
    }
  });

  it('shows ties at a threshold', () => {
    const at = envelopeAt(twoLayers(square), point({ a: '5', b: '5' }))!;
    assert.equal(`${at.value}: ${at.winners.join()}`, '3: lazy,GP-Sp,Sp-GP');
    assert.equal(envelopeAt(twoLayers(square), point({ a: '7', b: '0' })), undefined);
  });

  it('leaves out what no candidate covers', () => {
    const half = { label: 'half', order: Order.monomial(form('a'), region('a >= 3')) };
    const [cell, ...others] = envelope([half], square);
    assert.equal(others.length, 0);
    assert.equal(cell!.region.key(), square.intersect(region('a >= 3')).key());
    assert.deepEqual(envelope([half], region('a < 3')), []);
    assert.deepEqual(envelope([half], region('a > 3', 'a < 3')), []);
  });

  it('works on a thin set of assumptions', () => {
    const line = square.intersect(region('a = 2*b'));
    const cells = envelope(
      [
        { label: 'x', order: Order.monomial(form('a'), square) },
        { label: 'y', order: Order.monomial(form('2*b'), square) },
        { label: 'z', order: Order.monomial(form('4'), square) },
      ],
      line,
    );
    assert.deepEqual(
      cells.map((cell) => cell.winners.join()),
      ['x,y', 'z'],
    );
  });
});
