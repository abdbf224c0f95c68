import assert from 'node:assert/strict';
import fc from 'fast-check';
import { envelope, type Candidate, type Form, type Point, type Rational } from '../../../server/src/orders';
import { COARSE, anyForm, anyRegion, form, grid, region } from './support';

const names = ['a', 'b'];
const square = region('a >= 0', 'a <= 6', 'b >= 0', 'b <= 6');

/** Candidates that are sums of monomials, some defined on a part of the plane only. */
const anyCandidates = fc
  .array(
    fc.tuple(fc.array(anyForm(names), { minLength: 1, maxLength: 3 }), anyRegion(names, 2), fc.boolean()),
    { minLength: 1, maxLength: 5 },
  )
  .map((list) =>
    list.map(([forms, part, everywhere], label): Candidate<number> => ({
      label,
      domain: everywhere ? region() : part,
      forms,
    })),
  );

const largest = (forms: readonly Form[], at: Point): Rational =>
  forms.map((f) => f.evaluate(at)).reduce((x, y) => x.max(y));

const specializing = (text: string): Form[] => [form('1'), form(text)];
const twoLayers: Candidate<string>[] = [
  { label: 'lazy', domain: square, forms: [form('3')] },
  { label: 'GP-Sp', domain: square, forms: specializing('1/2*b + 1/2') },
  { label: 'Sp-GP', domain: square, forms: specializing('1/2*a + 1/2') },
];

describe('envelope', () => {
  it('is the least candidate at every point, won by the first that has it', () => {
    const over = region('a >= -1', 'a <= 2', 'b > -1', 'b <= 2');
    const points = grid(names, COARSE).filter((p) => over.contains(p));
    fc.assert(
      fc.property(anyCandidates, (candidates) => {
        const cells = envelope(candidates, over);
        for (const p of points) {
          // On a thin set, or at a strict end of its domain, a candidate may differ from the closed cells.
          const thin = candidates.some(
            ({ domain }) =>
              domain.closure().contains(p) &&
              !(domain.contains(p) && domain.intersect(over).fullDimensionalIn(over)),
          );
          if (thin) continue;
          const values = candidates
            .filter(({ domain }) => domain.contains(p))
            .map(({ forms }) => largest(forms, p));
          const here = cells.filter((cell) => cell.region.contains(p)).map((cell) => cell.value.evaluate(p));
          assert.equal(here.length > 0, values.length > 0);
          if (values.length === 0) continue;
          const least = values.reduce((x, y) => x.min(y));
          assert(here.reduce((x, y) => x.min(y)).equals(least));
        }
        for (const [i, { region: cell, value, winner }] of cells.entries()) {
          assert(cell.fullDimensionalIn(over) && over.includes(cell));
          const inside = cell.witness()!;
          for (const { label, domain, forms } of candidates) {
            if (!domain.contains(inside) || !domain.intersect(over).fullDimensionalIn(over)) continue;
            const gap = largest(forms, inside).compare(value.evaluate(inside));
            assert(label < winner ? gap > 0 || touches(forms, value, inside) : gap >= 0);
          }
          for (const other of cells.slice(i + 1))
            assert(!cell.intersect(other.region).fullDimensionalIn(over));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('gives the closed form of two specializing layers, each cell by the first that wins it', () => {
    const cells = envelope(twoLayers, square);
    assert.deepEqual(cells.map((cell) => `${cell.value}: ${cell.winner}`).sort(), [
      '1/2*a + 1/2: Sp-GP',
      '1/2*b + 1/2: GP-Sp',
      '1: GP-Sp',
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

  it('leaves out what no candidate covers', () => {
    const half = { label: 'half', domain: region('a >= 3'), forms: [form('a')] };
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
        { label: 'x', domain: square, forms: [form('a')] },
        { label: 'y', domain: square, forms: [form('2*b')] },
        { label: 'z', domain: square, forms: [form('4')] },
      ],
      line,
    );
    assert.deepEqual(
      cells.map((cell) => cell.winner),
      ['x', 'z'],
    );
  });
});

/** Whether a tie there is one of a boundary: a witness of a cell may lie on another candidate's kink. */
function touches(forms: readonly Form[], value: Form, at: Point): boolean {
  return !forms.some((f) => f.equals(value)) && largest(forms, at).equals(value.evaluate(at));
}
