import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analysisOf, fact, networkText, pointOf } from './support';

/**
 * An oracle that shares nothing with the engine: the rules of the four patterns written down again as formulas, every
 * pattern in every layer, every chain of degrees, and for each the least maximum of its linear terms by enumerating
 * vertices in floating point.
 */
type Row = { c: number[]; b: number }; // c·x >= b, over x = (t, parameters …)

const carries = (activation: string, q: number): boolean => activation === 'generic' || q % 2 === 1;

function leastEnergy(
  widths: readonly number[],
  degree: number,
  activation: string,
  only?: readonly string[],
): number {
  let best = Infinity;
  const divisors = Array.from({ length: degree }, (_, i) => i + 1).filter((k) => degree % k === 0);
  const go = (layer: number, j: number, rows: Row[], norm: { c: number[]; b: number }, n: number): void => {
    // norm = b + c·x, in parameters numbered from 1 on; x0 is t
    if (layer === widths.length) {
      if (j !== degree) return;
      const system = [...rows, { c: [1, ...norm.c.map((v) => -v)], b: norm.b }, { c: [1], b: 0 }];
      best = Math.min(best, vertexMinimum(system, n + 1));
      return;
    }
    const width = widths[layer]!;
    for (const k of divisors) {
      const q = k / j;
      if (k % j !== 0 || !carries(activation, q)) continue;
      const wanted = only?.[layer];
      if (!wanted || wanted === 'lazy')
        go(layer + 1, k, rows, { c: norm.c.map((v) => q * v), b: q * norm.b }, n);
      const unit = (i: number, v: number): number[] =>
        Array.from({ length: i + 1 }, (_, x) => (x === i ? v : 0));
      const add = (a: number[], b: number[]): number[] =>
        Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0) + (b[i] ?? 0));
      const shift = (c: number[]): number[] => [0, ...c]; // parameters sit behind t
      if (!wanted || wanted === 'specialization') {
        const [m, u] = [n, n + 1]; // log M, log mu2
        const added: Row[] = [
          { c: shift(unit(m, 1)), b: 0 },
          { c: shift(unit(m, -1)), b: -width },
          { c: shift(unit(u, -1)), b: 0 },
          { c: shift(add(unit(m, 1), unit(u, q))), b: 0 },
          {
            c: add(
              [1],
              shift(
                add(
                  add(unit(m, -1), unit(u, -1)),
                  norm.c.map((v) => -v),
                ),
              ),
            ),
            b: norm.b,
          },
        ];
        go(layer + 1, k, [...rows, ...added], { c: add(unit(m, -1), unit(u, -q)), b: width }, n + 2);
      }
      if (!wanted || wanted === 'gfl') {
        const added: Row[] = [
          { c: shift(unit(n, 1)), b: 0 },
          { c: shift(add(unit(n, -1), norm.c)), b: -norm.b },
          {
            c: shift(
              add(
                unit(n, q),
                norm.c.map((v) => -q * v),
              ),
            ),
            b: q * norm.b - width,
          },
          { c: add([1], shift(unit(n, -1))), b: width },
        ];
        go(
          layer + 1,
          k,
          [...rows, ...added],
          {
            c: add(
              norm.c.map((v) => q * v),
              unit(n, -q),
            ),
            b: q * norm.b,
          },
          n + 1,
        );
      }
      if (!wanted || wanted === 'magnetization') {
        const added: Row[] = [
          { c: shift(unit(n, -1)), b: -width },
          { c: shift(unit(n, q)), b: (q - 1) * width },
          {
            c: add(
              [1],
              shift(
                add(
                  unit(n, -1),
                  norm.c.map((v) => -v),
                ),
              ),
            ),
            b: norm.b,
          },
        ];
        go(layer + 1, k, [...rows, ...added], { c: unit(n, -q), b: q * width }, n + 1);
      }
    }
  };
  go(0, 1, [], { c: [], b: 1 }, 0);
  return best;
}

/** min x0 subject to the rows, by solving every choice of as many tight rows as there are unknowns. */
function vertexMinimum(rows: readonly Row[], unknowns: number): number {
  let best = Infinity;
  const choose = (from: number, chosen: Row[]): void => {
    if (chosen.length === unknowns) {
      const x = solve(chosen, unknowns);
      if (x && x[0]! < best && rows.every((r) => dot(r.c, x) >= r.b - 1e-9)) best = x[0]!;
      return;
    }
    for (let i = from; i <= rows.length - (unknowns - chosen.length); i++)
      choose(i + 1, [...chosen, rows[i]!]);
  };
  choose(0, []);
  return best;
}

const dot = (c: readonly number[], x: readonly number[]): number =>
  c.reduce((sum, v, i) => sum + v * (x[i] ?? 0), 0);

function solve(rows: readonly Row[], n: number): number[] | undefined {
  const a = rows.map((r) => [...Array.from({ length: n }, (_, i) => r.c[i] ?? 0), r.b]);
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let r = i + 1; r < n; r++) if (Math.abs(a[r]![i]!) > Math.abs(a[pivot]![i]!)) pivot = r;
    if (Math.abs(a[pivot]![i]!) < 1e-9) return undefined;
    [a[i], a[pivot]] = [a[pivot]!, a[i]!];
    for (let r = 0; r < n; r++) {
      if (r === i) continue;
      const f = a[r]![i]! / a[i]![i]!;
      for (let c = i; c <= n; c++) a[r]![c]! -= f * a[i]![c]!;
    }
  }
  return a.map((row, i) => row[n]! / row[i]!);
}

describe('least energies against enumeration of vertices', () => {
  const width = fc
    .tuple(fc.integer({ min: 0, max: 24 }), fc.constantFrom(1, 2, 3, 4))
    .map(([n, d]) => [n, d] as const);

  it('one layer: random widths, degrees 1 to 6, odd and generic activations', () => {
    const theories = new Map<string, ReturnType<typeof analysisOf>>();
    fc.assert(
      fc.property(
        width,
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom('erf', 'generic'),
        ([n, d], degree, activation) => {
          if (n > 6 * d || (activation === 'erf' && degree % 2 === 0)) return;
          const text = networkText(1, degree, activation);
          const analysis = theories.get(text) ?? analysisOf(text);
          theories.set(text, analysis);
          const exact = fact(analysis, 'energy(p)').order.at(pointOf(analysis, `a1=${n}/${d}`));
          assert.ok(Math.abs(exact!.toNumber() - leastEnergy([n / d], degree, activation)) < 1e-6);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('two layers: each pair of patterns alone, at random widths', () => {
    const names = ['lazy', 'gfl', 'specialization', 'magnetization'];
    const pairs = names.flatMap((a) => names.map((b) => [a, b] as const));
    const quantities = pairs.map((pair, i) => `let E${i} = energy(p, ${pair.join(', ')})`);
    for (const degree of [1, 3, 6]) {
      const activation = degree === 6 ? 'generic' : 'erf';
      const analysis = analysisOf([networkText(2, degree, activation), ...quantities].join('\n'));
      fc.assert(
        fc.property(width, width, fc.nat(pairs.length - 1), ([n, d], [m, e], i) => {
          if (n > 6 * d || m > 6 * e || !analysis.facts.some((f) => f.name === `E${i}`)) return;
          const exact = fact(analysis, `E${i}`).order.at(pointOf(analysis, `a1=${n}/${d}, a2=${m}/${e}`));
          const found = leastEnergy([n / d, m / e], degree, activation, pairs[i]);
          if (exact === undefined) assert.equal(found, Infinity);
          else
            assert.ok(
              Math.abs(exact.toNumber() - found) < 1e-6,
              `${pairs[i]!.join()}: ${exact.toString()} and ${found}`,
            );
        }),
        { numRuns: degree === 6 ? 40 : 100 },
      );
    }
  });
});
