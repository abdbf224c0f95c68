import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Analysis } from '../../../server/src/analysis/facts';
import {
  estimatesAt,
  type Estimate,
  type Estimates,
} from '../../../server/src/analysis/posterior/finite-size/estimates';
import { rationalNear, sizesOf, type Sizes } from '../../../server/src/analysis/posterior/finite-size/sizes';
import { analysisOf, networkText } from './support';

const made = new Map<string, Analysis>();
function network(layers: number, degree = 3, settings = ''): Analysis {
  const text = networkText(layers, degree, 'erf', settings);
  if (!made.has(text)) made.set(text, analysisOf(text));
  return made.get(text)!;
}

function sizes(analysis: Analysis, given: Readonly<Record<string, number>>): Sizes {
  const found = sizesOf(analysis, new Map(Object.entries(given)));
  assert.ok(typeof found !== 'string', String(found));
  return found;
}

const estimates = (analysis: Analysis, given: Readonly<Record<string, number>>): Estimates =>
  estimatesAt(analysis.posteriors[0]!.theory, sizes(analysis, given));

function estimate(analysis: Analysis, given: Readonly<Record<string, number>>, pattern: string): Estimate {
  const found = estimates(analysis, given).shown.find((e) => e.pattern.join() === pattern);
  assert.ok(found, pattern);
  return found;
}

const parameter = (e: Estimate, name: string): Estimate['parameters'][number] => {
  const found = e.parameters.find((p) => p.name === name);
  assert.ok(found, name);
  return found;
};

/** Compares logarithms. */
const near = (log: number | undefined, expected: number, what: string, tolerance = 1e-6): void =>
  assert.ok(Math.abs((log ?? NaN) - expected) <= tolerance, `${what}: ${log} is not ${expected}`);

describe('a posterior at finite size', () => {
  it('has the closed forms of one layer, at any size', () => {
    for (const [d, N] of [
      [64, 256],
      [7, 11],
      [1e30, 1e50],
      [1e100, 1e180],
    ] as const) {
      const found = estimate(network(1), { d, N1: N }, 'specialization');
      const [x, y] = [Math.log(d), Math.log(N)];
      near(found.energy, Math.log(2) + (x + y) / 2, `energy at ${d}, ${N}`);
      near(parameter(found, 'M(h1)').value, (y - x) / 2, `M at ${d}, ${N}`);
      near(parameter(found, 'mu2(h1)').value, 0, `mu2 at ${d}, ${N}`);
      for (const { name, value, low, high } of found.parameters)
        assert.deepEqual([low, high], [value, value], `${name} is fixed`);
      near(estimate(network(1), { d, N1: N }, 'lazy').energy, 3 * x, `lazy at ${d}, ${N}`);
      near(found.slopes?.get('d'), 1 / 2, 'in d', 1e-4);
      near(found.slopes?.get('N1'), 1 / 2, 'in N1', 1e-4);
    }
  });

  it('counts what a constraint costs that moves with the sizes', () => {
    // Coherence holds beta at N^(2/3): beta d + (N/beta)^3 = N^(2/3) d + N.
    const [d, N] = [64, 256];
    const found = estimate(network(1), { d, N1: N }, 'magnetization');
    const [cost, norm] = [N ** (2 / 3) * d, N];
    near(found.energy, Math.log(cost + norm), 'energy');
    near(found.slopes?.get('d'), cost / (cost + norm), 'in d', 1e-4);
    near(found.slopes?.get('N1'), ((2 / 3) * cost + norm) / (cost + norm), 'in N1', 1e-4);
  });

  it('has those of several layers: n + 1 equal terms where n layers specialise', () => {
    const given = { d: 100, N1: 300, N2: 350, N3: 330 };
    const cases: [string, string[]][] = [
      ['specialization,lazy,lazy', ['N1']],
      ['lazy,lazy,specialization', ['N3']],
      ['specialization,lazy,specialization', ['N1', 'N3']],
      ['specialization,specialization,lazy', ['N1', 'N2']],
    ];
    const { shown } = estimates(network(3), given);
    for (const [pattern, widths] of cases) {
      const product = widths.reduce((all, N) => all * given[N as keyof typeof given], given.d);
      const n = widths.length + 1;
      const found = shown.find((e) => e.pattern.join() === pattern);
      near(found?.energy, Math.log(n * product ** (1 / n)), pattern);
    }
  });

  it('stops at the ends of the ranges: one neuron where the width is below d, and a layer of one neuron', () => {
    for (const N of [16, 1]) {
      const found = estimate(network(1), { d: 64, N1: N }, 'specialization');
      near(found.energy, Math.log(64 + N), `width ${N}`);
      near(parameter(found, 'M(h1)').value, 0, 'M');
    }
  });

  it('finds the pattern that is best at a size, when the exponents say another one', () => {
    // lazy, specialization without coherence: d mu2 + N2/mu2^3, least at mu2 = (3 N2/d)^(1/4).
    const { shown } = estimates(network(2, 3, 'coherence off'), { d: 100, N1: 30, N2: 20 });
    const mu2 = (60 / 100) ** (1 / 4);
    assert.deepEqual(shown[0]?.pattern, ['lazy', 'specialization']);
    near(shown[0].energy, Math.log(100 * mu2 + 20 / mu2 ** 3), 'energy');
    near(parameter(shown[0], 'mu2(h2)').value, Math.log(mu2), 'mu2');
    assert.equal(shown[0].asymptotic.least, false);
    assert.ok(shown.some((e) => e.asymptotic.least));
  });

  it('says what is not determined: for a linear feature only M times mu2 is', () => {
    const found = estimate(network(1, 1, 'patterns specialization'), { d: 50, N1: 800 }, 'specialization');
    const [M, mu2] = [parameter(found, 'M(h1)'), parameter(found, 'mu2(h1)')];
    near(M.low, Math.log(4), 'M from');
    near(M.high, Math.log(800), 'M to');
    near(mu2.low, Math.log(4 / 800), 'mu2 from');
    near(mu2.high, 0, 'mu2 to');
    near(M.value, M.low!, 'the fewest neurons');
    near(mu2.value, 0, 'and so the largest mean');
  });

  it('says that ends of ranges fix parameters of which only the product counts', () => {
    const pair = `pattern pair on layer of feature j {
  choose t in [1, layer.width]
  choose u in [1, layer.width]
  cost t * u * norm(layer.input, j)
  norm(k) = norm(layer.input, j)^(k/j) for j | k
}`;
    const analysis = analysisOf(`${networkText(1, 3, 'erf', 'patterns pair')}\n${pair}`);
    const found = estimate(analysis, { d: 64, N1: 64 }, 'pair');
    near(found.energy, Math.log(64 + 64 ** 3), 'energy');
    for (const { name, value, low, high } of found.parameters) {
      near(value, 0, name);
      assert.deepEqual([low, high], [value, value], `${name} is fixed`);
    }
  });

  it('takes the largest value of a parameter that may be as small as one likes', () => {
    const idle = `pattern idle on layer of feature j {
  choose t in (0, 1]
  choose u in (0, 1]
  cost t * norm(layer.input, j)
  norm(k) = norm(layer.input, j)^(k/j) / t for j | k
}`;
    const analysis = analysisOf(`${networkText(1, 3, 'erf', 'patterns idle')}\n${idle}`);
    const found = estimate(analysis, { d: 64, N1: 64 }, 'idle');
    near(found.energy, Math.log(64 + 64 ** 3), 'energy');
    near(parameter(found, 't(h1)').value, 0, 't');
    const u = parameter(found, 'u(h1)');
    assert.deepEqual([u.low, u.asymptotic.low], [undefined, undefined]);
    near(u.value, 0, 'u');
    near(u.high, 0, 'u up to');
  });

  it('shows of a deep network the best and what ties, and says that it did not try all', () => {
    const given = { d: 64, N1: 64, N2: 64, N3: 64, N4: 64, N5: 64 };
    const { shown, complete } = estimates(network(5), given);
    assert.equal(complete, false);
    // One layer specialises, any of the five: two equal terms.
    const best = shown.filter((e) => Math.abs(e.energy - Math.log(128)) < 1e-6);
    assert.equal(best.length, 5);
    assert.ok(shown.every((e) => e.energy >= Math.log(128) - 1e-6));
  });

  it('agrees with the exponents at enormous sizes', () => {
    // A sum lies between its largest term and their number times it; parameters follow within a small power.
    const d = 1e40;
    const exponents = fc.array(fc.integer({ min: 0, max: 18 }), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(exponents, fc.constantFrom(1, 3, 9), (thirds, degree) => {
        const [N1 = 1, N2 = 1] = thirds.map((t) => d ** (t / 3));
        const analysis = network(2, degree);
        const { unit } = sizes(analysis, { d, N1, N2 });
        const { shown } = estimates(analysis, { d, N1, N2 });
        assert.ok(shown.some((e) => e.asymptotic.least));
        for (const e of shown) {
          const excess = e.energy - e.asymptotic.exponent!.toNumber() * unit;
          assert.ok(excess > -1e-6 && excess < Math.log(3) + 1e-6, `${e.pattern.join()}: ${excess}`);
          for (const { name, value, asymptotic } of e.parameters) {
            const [low, high] = [asymptotic.low, asymptotic.high].map((q) => q!.toNumber() * unit);
            const where = `${name} of ${e.pattern.join()}: ${low} <= ${value} <= ${high}`;
            assert.ok(value >= low! - 0.05 * unit && value <= high! + 0.05 * unit, where);
          }
        }
      }),
      { numRuns: 15 },
    );
  });

  it('follows the sizes as the slopes say', () => {
    const analysis = network(2);
    const given = { d: 60, N1: 90, N2: 150 };
    const here = estimates(analysis, given).shown;
    for (const [name, size] of Object.entries(given)) {
      const [up, down] = [1.001, 1 / 1.001].map(
        (f) => estimates(analysis, { ...given, [name]: size * f }).shown,
      );
      for (const { pattern, slopes } of here) {
        const [high, low] = [up, down].map(
          (all) => all?.find((e) => e.pattern.join() === pattern.join())?.energy,
        );
        const measured = (high! - low!) / (2 * Math.log(1.001));
        near(slopes?.get(name), measured, `${pattern.join()} in ${name}`, 2e-3);
      }
    }
  });
});

describe('a posterior at finite size, against arithmetic of its own', () => {
  /** The library's rules once more, in plain numbers; undefined where a constraint fails. */
  type Layer = (
    N: number,
    r: number,
    q: number,
    p: readonly number[],
  ) => { cost: number; norm: number } | undefined;
  const within = 1 + 1e-6;
  const RULES: Readonly<Record<string, { names: string[]; act: Layer }>> = {
    lazy: { names: [], act: (_, r, q) => ({ cost: 0, norm: r ** q }) },
    specialization: {
      names: ['M', 'mu2'],
      act: (N, r, q, [M = NaN, mu2 = NaN]) =>
        M * within >= 1 && M <= N * within && mu2 <= within && M * mu2 ** q * within >= 1
          ? { cost: M * mu2 * r, norm: N / (M * mu2 ** q) }
          : undefined,
    },
    magnetization: {
      names: ['beta'],
      act: (N, r, q, [beta = NaN]) =>
        beta <= N * within && N * (beta / N) ** q * within >= 1
          ? { cost: beta * r, norm: (N / beta) ** q }
          : undefined,
    },
    gfl: {
      names: ['D'],
      act: (N, r, q, [D = NaN]) =>
        D * within >= 1 && D <= r * within && N * (D / r) ** q * within >= 1
          ? { cost: N * D, norm: (r / D) ** q }
          : undefined,
    },
  };
  const namesOf = (e: Estimate): string[] =>
    e.pattern.flatMap((name, i) => RULES[name]!.names.map((p) => `${p}(h${i + 1})`));

  function energyOf(e: Estimate, d: number, widths: readonly number[], values: readonly number[]): number {
    let [sum, norm, next] = [0, d, 0];
    for (const [i, name] of e.pattern.entries()) {
      const { names, act } = RULES[name]!;
      const [j, k] = e.degrees[i]!;
      const done = act(widths[i]!, norm, k / j, values.slice(next, next + names.length));
      if (!done) return Infinity;
      next += names.length;
      sum += done.cost;
      norm = done.norm;
    }
    return sum + norm;
  }

  /** The least value on grids that draw together around the best point so far, in logarithms. */
  function gridMinimum(f: (x: readonly number[]) => number, count: number, width: number): number {
    let best = { x: Array<number>(count).fill(0), value: Infinity };
    for (let half = width; half > 1e-4; half *= 0.7) {
      const centre = best.x;
      const visit = (x: number[]): void => {
        if (x.length < count) for (let i = -3; i <= 3; i++) visit([...x, centre[x.length]! + (half * i) / 3]);
        else {
          const value = f(x);
          if (value < best.value) best = { x, value };
        }
      };
      visit([]);
    }
    return best.value;
  }

  it('costs what the rules say at its parameters, and no choice of a fine grid costs less', () => {
    for (const [d, N1, N2] of [
      [64, 64, 128],
      [100, 30, 20],
      [20, 1000, 1],
      [10, 5, 10_000],
      [1000, 1500, 1200],
    ] as const)
      for (const e of estimates(network(2), { d, N1, N2 }).shown) {
        const where = `${e.pattern.join()} at ${d}, ${N1}, ${N2}`;
        const values = namesOf(e).map((name) => Math.exp(parameter(e, name).value));
        near(Math.log(energyOf(e, d, [N1, N2], values)), e.energy, where, 1e-5);
        const least = gridMinimum(
          (x) => energyOf(e, d, [N1, N2], x.map(Math.exp)),
          values.length,
          Math.log(Math.max(d, N1, N2)),
        );
        assert.ok(Math.log(least) > e.energy - 1e-5, `${where}: ${least} is below ${Math.exp(e.energy)}`);
      }
  });

  it('costs the same at both ends of what it leaves open', () => {
    const given = { d: 64, N1: 64, N2: 128 };
    const e = estimate(network(2), given, 'specialization,specialization');
    const low = ['M(h1)', 'mu2(h1)', 'M(h2)', 'mu2(h2)'].map((name) => parameter(e, name));
    const ends = [
      [low[0]!.value, low[1]!.value, low[2]!.low!, low[3]!.high!],
      [low[0]!.value, low[1]!.value, low[2]!.high!, low[3]!.low!],
    ];
    assert.ok(low[2]!.high! - low[2]!.low! > 1);
    for (const end of ends)
      near(Math.log(energyOf(e, given.d, [given.N1, given.N2], end.map(Math.exp))), e.energy, String(end));
  });
});

describe('sizes of scales', () => {
  const text = 'scale d\nscale N = d^a, a >= 1\nscale n = sqrt(d)\nscale kappa = 1/20\nlet E = kappa*N*n\n';
  const of = (given: Readonly<Record<string, number>>): Sizes | string =>
    sizesOf(analysisOf(text), new Map(Object.entries(given)));

  it('follow from those given', () => {
    const found = of({ d: 64, N: 4096 });
    assert.ok(typeof found !== 'string');
    assert.deepEqual([...found.values.keys()], ['d', 'N', 'n', 'kappa']);
    near(Math.log(found.values.get('n')!), Math.log(8), 'n');
    near(found.values.get('kappa'), 1 / 20, 'kappa');
    assert.deepEqual(found.free, ['d', 'N']);
    assert.equal(found.exponents.get('N')?.toString(), '2');
    assert.equal(found.exponents.get('kappa')?.toString(), '0');
  });

  it('are refused in a sentence', () => {
    assert.match(String(of({ d: 64 })), /must be a size of N too/);
    assert.match(String(of({ d: 64, N: 10 })), /does not allow/);
    assert.match(String(of({ d: 64, N: 128, n: 9 })), /makes n 8/);
    assert.match(String(of({ d: 64, N: 128, m: 9 })), /no scale m/);
    assert.match(String(of({ d: 64, N: 128, kappa: 0 })), /kappa must be positive/);
    assert.match(String(of({ d: 1, N: 128 })), /d must be more than 1/);
    assert.ok(typeof of({ d: 64, N: 128, n: 8, kappa: 0.3 }) !== 'string');
  });

  it('have logarithms in simple numbers where they are simple', () => {
    for (const [x, q] of [
      [7 / 6, '7/6'],
      [Math.log(8) / Math.log(64), '1/2'],
      [-2, '-2'],
      [0, '0'],
    ] as const)
      assert.equal(rationalNear(x).toString(), q);
    fc.assert(
      fc.property(fc.double({ min: -300, max: 300, noNaN: true }), (x) => {
        near(rationalNear(x).toNumber(), x, 'near', 1e-12 * Math.max(1, Math.abs(x)));
      }),
    );
  });
});
