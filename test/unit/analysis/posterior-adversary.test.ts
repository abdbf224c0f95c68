import assert from 'node:assert/strict';
import { estimatesAt } from '../../../server/src/analysis/posterior/finite-size/estimates';
import { sizesOf } from '../../../server/src/analysis/posterior/finite-size/sizes';
import { thresholdsOf } from '../../../server/src/analysis/thresholds';
import { Rational, toText } from '../../../server/src/orders';
import type { ClaimResult } from '../../../server/src/analysis/facts';
import { leastEnergy, type Composition } from './oracle/compositions';
import { Random } from './oracle/random';
import { analysisOf, fact } from './support';

/** Texts about which something wrong was once said of the posterior theory. */

const claimsOf = (text: string): ClaimResult[] => {
  const { claims, document } = analysisOf(text);
  assert.deepEqual(document.diagnostics, []);
  return [...claims];
};

const only = (text: string): ClaimResult => {
  const [claim, ...others] = claimsOf(text);
  assert.ok(claim && others.length === 0);
  return claim;
};

/** Two patterns of one energy where N >= d^2, with one neuron and with all of them; below, one is alone. */
const TWO_COUNTS = `
scale d
scale N = d^a, 0 <= a <= 6
data x : gaussian(d)
target y = He3(w . x)
pattern few on layer of feature j {
  cost layer.width
  norm(k) = 1 for j | k
  define count = 1
}
pattern many on layer of feature j {
  cost layer.width + norm(layer.input, j)^2
  norm(k) = 1 for j | k
  define count = layer.width
}
network f(x) {
  h = dense(x, N)
  out dense(erf(h), 1)
}
posterior p of f on y { patterns few, many }
`;

const THREE_LAYERS = `
scale d
scale N1 = d^a, 0 <= a <= 6
scale N2 = d^b, 0 <= b <= 6
data x : gaussian(d)
target y = He3(w . x)
network f(x) {
  h1 = dense(x, N1)
  h2 = dense(erf(h1), N2)
  out dense(erf(h2), 1)
}
posterior p of f on y {}
`;

describe('a claim about a count', () => {
  it('looks for ties in all of its region, not at one point of it', () => {
    const claim = only(`${TWO_COUNTS}claim count(p.h) ~ 1`);
    assert.equal(claim.status, 'undecided');
    assert.match(claim.message, /^Patterns tie at N ~ d\^/);
    assert.equal(only(`${TWO_COUNTS}claim count(p.h) ~ 1 when N << d^2`).status, 'proven');
  });

  it('looks for ties behind a name, and in conditions', () => {
    const named = only(`${TWO_COUNTS}let C = count(p.h)\nclaim 2*C <~ N when N >= d^2`);
    assert.equal(named.status, 'undecided');
    assert.equal(only(`${TWO_COUNTS}claim N >= 1 when count(p.h) ~ 1`).status, 'undecided');
  });

  it('names the faces of its region on which other patterns tie', () => {
    const closed = only(`${THREE_LAYERS}claim count(p.h2) ~ sqrt(N2/d) when d <= N2, N2 <= N1, N2 <= d^5`);
    assert.equal(closed.status, 'proven');
    assert.match(
      closed.message,
      /Where N2 ~ d\^5; or N1 ~ N2, patterns tie of which some have another count or none\.$/,
    );
    const open = only(`${THREE_LAYERS}claim count(p.h2) ~ sqrt(N2/d) when d << N2, N2 << N1, N2 << d^5`);
    assert.equal(open.message, 'Proven: it follows wherever its conditions hold.');
    assert.equal(
      only(`${TWO_COUNTS}claim count(p.h) ~ 1 when N <= d^2`).message,
      'Proven: it follows wherever its conditions hold. Where N ~ d^2, patterns tie of which some have another count or none.',
    );
  });

  it('takes a piece that only touches its region for a tie there, and no more', () => {
    const text = TWO_COUNTS.replace(
      'cost layer.width\n',
      'cost layer.width^2/norm(layer.input, j)^2\n',
    ).replace('cost layer.width + norm(layer.input, j)^2', 'cost layer.width');
    const claims = claimsOf(
      `${text}claim count(p.h) ~ 1 when d << N <= d^2\nclaim count(p.h) ~ N when N >= d^2`,
    );
    assert.deepEqual(
      claims.map(({ status }) => status),
      ['proven', 'proven'],
    );
    for (const { message } of claims) assert.match(message, /Where N ~ d\^2, patterns tie/);
  });
});

describe('a claim about something that is not there in all of its region', () => {
  /** The text with the condition that the claim's diagnostic offers. */
  const mended = (text: string): ClaimResult => {
    const [fix] = analysisOf(text).diagnostics.flatMap(({ fixes }) => fixes ?? []);
    assert.ok(fix);
    return only(text.slice(0, fix.span.start) + fix.replacement + text.slice(fix.span.end));
  };

  it('says which pattern has no count, and where the claim holds', () => {
    const text = `${THREE_LAYERS}claim count(p.h2) ~ sqrt(N2/d) when d <= N2, N2 <= N1`;
    const { status, message } = only(text);
    assert.equal(status, 'undecided');
    assert.match(
      message,
      /which the claim includes, `h2` is lazy and has no count .* It holds exactly where N2 <= d\^5\.$/,
    );
    assert.equal(mended(text).status, 'proven');
  });

  it('says where a pattern is allowed, and where widths are', () => {
    const own = `${THREE_LAYERS.replace('0 <= a', '-1 <= a')}
pattern own on layer of feature j {
  require layer.width >= norm(layer.input, j)
  norm(k) = norm(layer.input, j) for j | k
}
`;
    for (const [claim, status] of [
      ['pattern(p) = own, lazy when N1 >= 1', 'refuted'],
      ['samples(p, own, own) <~ d', 'undecided'],
      ['samples(p) <~ d^3', 'undecided'],
    ] as const) {
      assert.equal(only(`${own}claim ${claim}`).status, status, claim);
      assert.equal(mended(`${own}claim ${claim}`).status, 'proven', claim);
    }
  });
});

describe('thresholds of an energy that jumps', () => {
  const text = `
scale d
scale N = d^a, 0 <= a <= 6
data x : gaussian(d)
target y = He3(w . x)
pattern dear on layer of feature j {
  cost layer.width * norm(layer.input, j)
  norm(k) = 1 for j | k
}
pattern cheap on layer of feature j {
  require layer.width <= norm(layer.input, j)^3
  cost norm(layer.input, j)^3 / layer.width
  norm(k) = 1 for j | k
}
network f(x) {
  h = dense(x, N)
  out dense(erf(h), 1)
}
posterior p of f on y { patterns dear, cheap }
`;

  it('are all there, where one pair of orders meets on two parallel lines', () => {
    const analysis = analysisOf(text);
    const { pieces } = fact(analysis, 'samples(p)');
    const lines = thresholdsOf(pieces, analysis.region).map(({ at }) =>
      toText(analysis.chart.condition({ form: at, sense: '=' })),
    );
    assert.deepEqual(lines.sort(), ['N ~ d', 'N ~ d^3']);
  });

  it('leave no piece where the text allows nothing', () => {
    const { region, facts } = analysisOf(
      text
        .replace('scale N = d^a, 0 <= a <= 6', 'scale N')
        .replace('<= norm(layer.input, j)^3\n  cost norm(layer.input, j)^3 / layer.width', '<= 1\n  cost 1'),
    );
    for (const { pieces } of facts)
      for (const piece of pieces)
        assert.ok(!piece.region.intersect(region).isEmpty(), piece.when.map(toText).join());
  });
});

describe('a pattern at finite size', () => {
  it('lets no norm fall below one, as in exponents', () => {
    const analysis = analysisOf(`
scale d
scale N = d^a, 0 <= a <= 1
data x : gaussian(d)
target y = He3(w . x)
pattern shrinking on layer of feature j {
  choose P in [1, infinity)
  cost norm(layer.input, j) / P
  norm(k) = layer.width / P for j | k
}
network f(x) {
  h = dense(x, N)
  out dense(erf(h), 1)
}
posterior p of f on y { patterns shrinking }
`);
    const given = [
      ['d', 64],
      ['N', 8],
    ] as const;
    const sizes = sizesOf(analysis, new Map(given));
    assert.ok(typeof sizes !== 'string');
    const [best] = estimatesAt(analysis.posteriors[0]!.theory, sizes).shown;
    // d/P + N/P with P at most N
    assert.ok(Math.abs(Math.exp(best!.energy) - 9) < 1e-6);
    assert.ok(Math.abs(Math.exp(best!.parameters[0]!.value) - 8) < 1e-6);
    assert.equal(best!.asymptotic.exponent?.toString(), '1/2');
    assert.equal(toText(analysis.chart.monomial(best!.asymptotic.order!)), 'd/N');
  });
});

describe('conditions', () => {
  const scales = 'scale d\nscale N\nscale M\n';

  it('may have a minimum on their larger side', () => {
    for (const when of ['N <= min(M, d)', 'min(M, d) >= N', 'N << (min(M, d^2, d))'])
      for (const claim of ['N <= M', 'N <= d'])
        assert.equal(only(`${scales}claim ${claim} when ${when}`).status, 'proven', when);
    assert.equal(only(`${scales}claim M <= d when N <= min(M, d)`).status, 'refuted');
  });

  it('that say one thing or another are refused', () => {
    for (const when of ['min(N, M) <= d', 'N <= M + d', 'N <= min(M, d + N)', 'min(N, M) = d'])
      assert.deepEqual(
        analysisOf(`${scales}claim N <= M when ${when}`).diagnostics.map(({ code }) => code),
        ['not-a-condition'],
        when,
      );
  });
});

describe('compositions of modules', () => {
  const CARRIES: Record<string, (q: number) => boolean> = {
    '': (q) => q === 1,
    linear: (q) => q === 1,
    erf: (q) => q % 2 === 1,
    relu: (q) => q === 1 || q % 2 === 0,
    quadratic: (q) => q === 2,
    generic: () => true,
    softmax: () => true,
  };

  /** Layers behind a first one that looks at patches or tokens keep the degree; widths are N, M and their products. */
  function draw(random: Random): { text: string; at(a: number, b: number): Composition } {
    const kind = random.of(['attention', 'patches', 'tokens', 'all'] as const);
    const size = (): readonly [number, number, number] =>
      random.of([
        [0, 1, 0],
        [0, 0, 1],
        [1, 0, 0],
        [0, 0.5, 0.5],
        [0.5, 0.5, 0],
      ]);
    const say = (powers: readonly number[]): string =>
      powers.flatMap((power, i) => (power === 0 ? [] : [`${'dNM'[i]!}^(${power})`])).join('*');
    const [tokens, patch] = [size(), size()];
    const degree = kind === 'attention' ? random.of([3, 3, 5]) : random.whole(1, 6);
    const sequence = kind === 'attention' || kind === 'tokens';
    const names = { attention: 'attention', patches: 'conv', tokens: 'conv', all: 'dense' } as const;
    const layers = Array.from({ length: random.whole(1, 3) }, (_, i) => {
      const module = i === 0 ? names[kind] : random.of(['dense', 'dense', 'mean_field'] as const);
      const activation =
        module === 'attention'
          ? ''
          : i === 0 || kind === 'all'
            ? random.of(['erf', 'relu', 'quadratic', 'generic', 'linear'])
            : random.of(['linear', '']);
      return { module, activation, width: size() };
    });
    const x = kind === 'patches' ? `patch(x, ${say(patch)})` : 'x';
    const half = (degree - 1) / 2;
    const factor = (n: number, inner: string): string => (n === 1 ? `(${inner})` : `He${n}(${inner})`);
    const target =
      kind === 'attention'
        ? `${factor(half, 'q . x.query')} * ${factor(half, 'k . x')} * (v . x)`
        : factor(degree, `w . ${x}`);
    const coherence = random.chance(0.7);
    const readOut = random.chance(0.8) ? 'dense' : 'mean_field';
    const applied = (i: number): string => {
      const before = layers[i - 1];
      return !before ? 'x' : before.activation ? `${before.activation}(h${i})` : `h${i}`;
    };
    const text = [
      'scale d; scale N = d^a, 0 <= a <= 5; scale M = d^b, 0 <= b <= 5',
      sequence ? `data x : sequence(${say(tokens)}, d)` : 'data x : gaussian(d)',
      `target y = ${target}`,
      'network f(x) {',
      ...layers.map(({ module, width }, i) => {
        const second = module !== 'conv' ? '' : kind === 'patches' ? `, ${say(patch)}` : ', 1';
        return `  h${i + 1} = ${module}(${applied(i)}, ${say(width)}${second})`;
      }),
      `  out ${readOut}(${applied(layers.length)}, 1)`,
      '}',
      `posterior p of f on y { ${coherence ? '' : 'coherence off'} }`,
    ].join('\n');
    const at = (a: number, b: number): Composition => {
      const log = ([p, q, r]: readonly [number, number, number]): number => p + q * a + r * b;
      return {
        positions: sequence ? log(tokens) : 1,
        norm: sequence ? 1 : 0,
        layers: layers.map(({ module, activation, width }) => ({
          module,
          width: log(width),
          patch: kind === 'patches' && module === 'conv' ? log(patch) : 0,
          carries: CARRIES[module === 'attention' ? 'softmax' : activation]!,
        })),
        ...{ readOut, degree, coherence },
      };
    };
    return { text, at };
  }

  it('have the least energies of an enumeration, inside cells and where they meet', () => {
    const random = new Random(7);
    let [texts, points] = [0, 0];
    for (let i = 0; i < 100; i++) {
      const { text, at } = draw(random);
      const analysis = analysisOf(text);
      const energy = analysis.facts.find(({ name }) => name === 'energy(p)');
      if (!energy) continue;
      assert.deepEqual(analysis.diagnostics, [], text);
      texts++;
      const meeting = thresholdsOf(energy.pieces, analysis.region).flatMap(({ where }) => where);
      const places = [
        ...meeting.map((face) => face.witness()!),
        ...energy.pieces.map(({ region }) => region.witness()!),
        ...Array.from({ length: 3 }, () => new Map<string, Rational>()),
      ];
      for (const place of places) {
        const [a, b] = ['N', 'M'].map((name) => place.get(name) ?? Rational.of(random.whole(0, 15), 3)) as [
          Rational,
          Rational,
        ];
        const found = energy.order.at(new Map([...place, ['N', a], ['M', b]]));
        const right = leastEnergy(at(a.toNumber(), b.toNumber()));
        const same = right === undefined ? !found : found && Math.abs(found.toNumber() - right) < 1e-7;
        assert.ok(
          same,
          `${String(found)}, not ${String(right)}, at a = ${String(a)}, b = ${String(b)}\n${text}`,
        );
        points++;
      }
    }
    assert.ok(texts >= 60 && points >= 400, `${texts} texts, ${points} points`);
  });
});
