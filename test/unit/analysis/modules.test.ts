import assert from 'node:assert/strict';
import { analysisOf } from './support';

/** What is proven of a text; a refuted claim says so in its message. */
function proves(lines: readonly string[], claims: readonly string[]): void {
  const text = [...lines, ...claims.map((claim) => `claim ${claim}`)].join('\n');
  const { document, diagnostics, claims: decided } = analysisOf(text);
  assert.deepEqual(
    [...document.diagnostics, ...diagnostics].map(({ message }) => message),
    [],
    text,
  );
  for (const { text: claim, status, message } of decided)
    assert.equal(status, 'proven', `${claim}: ${message}`);
  assert.equal(decided.length, claims.length);
}

const network = (body: readonly string[], posterior = ''): string[] => [
  'network f(x) {',
  ...body.map((line) => `  ${line}`),
  '}',
  `posterior p of f on y { ${posterior} }`,
];

/** Expected orders are worked out by hand: monomials along the chain of layers, and balances of two terms. */
describe('modules in networks', () => {
  const dense = [
    'scale d',
    'scale N1 = d^a, 0 <= a <= 6',
    'scale N2 = d^b, 0 <= b <= 6',
    'data x : gaussian(d)',
    'target y = He3(w . x)',
  ];

  it("one of the text's own multiplies norms by what it says", () => {
    proves(
      [
        ...dense,
        'scale S = d^s, 0 <= s <= 2',
        'module spread(input, width, S) of feature j {',
        '  units width',
        '  norm(units, j) = norm(input, j) * positions(input) * S',
        '}',
        ...network(['h1 = dense(x, N1)', 'h2 = spread(erf(h1), N2, S)', 'out dense(erf(h2), 1)']),
      ],
      [
        'energy(p, lazy, lazy) ~ S * d^3',
        // M*S*d + N2/M, with M from 1
        'energy(p, lazy, specialization) ~ sqrt(N2 * S * d) when N2 >= S * d',
        'energy(p) <~ S * d^3',
      ],
    );
  });

  it('one that takes the place of a library module is in all layers of its text, and a hint says so', () => {
    const { claims, diagnostics } = analysisOf(
      [
        ...dense,
        'module dense(input, width) of feature j {',
        '  units width',
        '  norm(units, j) = norm(input, j) * positions(input) * units(input)',
        '}',
        ...network(['h1 = dense(x, N1)', 'h2 = dense(erf(h1), N2)', 'out dense(erf(h2), 1)']),
        'claim energy(p, lazy, lazy) ~ N1 * N2 * d^3',
      ].join('\n'),
    );
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ['overrides'],
    );
    assert.deepEqual(
      claims.map(({ status }) => status),
      ['proven'],
    );
  });

  it('that differ in one argument are told apart, in a layer and at the output', () => {
    const scaled = [
      ...dense,
      'scale K = d^c, 0 <= c <= 1',
      'module scaled(input, width, K) of feature j {',
      '  units width',
      '  norm(units, j) = norm(input, j) * positions(input) * K',
      '}',
    ];
    const two = (hidden: string, out: string): string[] => [
      'h1 = dense(x, N1)',
      `h2 = ${hidden}`,
      `out ${out}`,
    ];
    for (const body of [
      (power: string) => two('dense(erf(h1), N2)', `scaled(erf(h2), 1, K^${power})`),
      (power: string) => two(`scaled(erf(h1), N2, K^${power})`, 'dense(erf(h2), 1)'),
    ])
      proves(
        [
          ...scaled,
          ...network(body('1')),
          ...network(body('2')).map((line) =>
            line.replace('network f', 'network g').replace('p of f', 'q of g'),
          ),
        ],
        ['energy(p, lazy, lazy) ~ K * d^3', 'energy(q, lazy, lazy) ~ K^2 * d^3'],
      );
  });

  it('a mean-field layer costs a width, inside and at the output', () => {
    for (const [hidden, out, order] of [
      ['dense', 'dense', 'd^3'],
      ['mean_field', 'dense', 'N1 * d^3'],
      ['dense', 'mean_field', 'N2 * d^3'],
      ['mean_field', 'mean_field', 'N1 * N2 * d^3'],
    ] as const)
      proves(
        [
          ...dense,
          ...network(['h1 = dense(x, N1)', `h2 = ${hidden}(erf(h1), N2)`, `out ${out}(erf(h2), 1)`]),
        ],
        [`energy(p, lazy, lazy) ~ ${order}`],
      );
  });

  it('the energy of a mean-field read-out balances at N*sqrt(d)', () => {
    // M*d + N*N/M, with 1 <= M <= N.
    proves(
      [...dense, ...network(['h = dense(x, N1)', 'out mean_field(erf(h), 1)'])],
      ['energy(p) ~ max(d, N1 * sqrt(d))', 'count(p.h) ~ N1 / sqrt(d) when N1 >= sqrt(d)'],
    );
  });

  describe('convolutions', () => {
    const windows = [
      'scale d',
      'scale S = d^s, 0 <= s <= 1',
      'scale W = d^t, 0 <= t <= 1',
      'scale C1 = d^b, 0 <= b <= 4',
      'scale C2 = d^c, 0 <= c <= 4',
      'assume S * W <= d',
      'data x : gaussian(d)',
      'target y = He3(w . patch(x, S))',
    ];

    it('in a row sum over what the layers before leave of the positions', () => {
      // At S^3 a window; the second layer multiplies by W, and d/(S*W) positions are left to average over.
      proves(
        [
          ...windows,
          ...network(['h1 = conv(x, C1, S)', 'h2 = conv(erf(h1), C2, W)', 'out dense(linear(h2), 1)']),
        ],
        [
          'energy(p, lazy, lazy) ~ S^2 * d',
          // M*S + C1*d/(M*S)
          'energy(p, specialization, lazy) ~ sqrt(C1 * d) when S^2 <= C1 * d, d <= C1 * S^2',
          // M*S^3*W + C2*d/(M*S*W)
          'energy(p, lazy, specialization) ~ sqrt(C2 * S^2 * d) when S^2 * d >= S^6 * W^2 / C2, d <= C2 * S^4 * W^2',
        ],
      );
    });

    it('three in a row, each of its own size', () => {
      proves(
        [
          ...windows,
          ...network([
            'h1 = conv(x, C1, S)',
            'h2 = conv(erf(h1), C2, W)',
            'h3 = conv(linear(h2), C2, d / (S * W))',
            'out dense(linear(h3), 1)',
          ]),
        ],
        ['energy(p, lazy, lazy, lazy) ~ S^2 * d'],
      );
    });

    it('follow a product of directions as one feature of its degree', () => {
      proves(
        [
          ...windows.slice(0, -1),
          'target y = (u . patch(x, S)) * He2(v . patch(x, S))',
          ...network(['h = conv(x, C1, S)', 'out dense(erf(h), 1)']),
        ],
        ['energy(p, lazy) ~ S^2 * d'],
      );
    });
  });

  describe('attention', () => {
    const tokens = (target: string): string[] => [
      'scale d',
      'scale L = d^l, 0 <= l <= 3',
      'scale H = d^h, 0 <= h <= 4',
      'data x : sequence(L, d)',
      `target y = ${target}`,
      ...network(['a = attention(x, H)', 'out dense(a, 1)']),
    ];

    it('takes the query and a token to the same power, and a value besides', () => {
      for (const [target, degree] of [
        ['(q . x.query) * (k . x) * (v . x)', 3],
        ['He2(q . x.query) * He2(k . x) * (v . x)', 5],
        ['He3(q . x.query) * He3(k . x) * (v . x)', 7],
      ] as const)
        proves(tokens(target), [`energy(p, lazy) ~ L * d^${degree}`]);
    });

    it('of a higher power learns at the cost of a query and a key', () => {
      // M*mu2*d^2 + H*L*d/(M*mu2^2), best at mu2 = 1.
      proves(tokens('He2(q . x.query) * He2(k . x) * (v . x)'), [
        'energy(p, specialization) ~ sqrt(H * L * d^3) when d <= H * L, L <= H * d',
      ]);
    });
  });

  describe('targets', () => {
    /** min(d^m, max(d, sqrt(d*N))), the energy of one hidden layer and degree m. */
    const closedForm = (m: number): string => `energy(p) ~ min(d^${m}, max(d, sqrt(d * N1)))`;
    for (const [target, degree] of [
      ['w . x', 1],
      ['(u . x) * (v . x)', 2],
      ['2 * He2(u . x)', 2],
      ['(u . x) * He2(v . x)', 3],
      ['(t . x) * He2(u . x) * He2(v . x)', 5],
      ['He1(u . x) + He3(v . x)', 3],
      ['(u . x) * (v . x) + He2(w . x)', 2],
      ['He2(u . x) - He5(v . x)', 5],
    ] as const)
      it(`${target} is as hard as a polynomial of degree ${degree}`, () => {
        const lines = dense.slice(0, -1);
        proves(
          [...lines, `target y = ${target}`, ...network(['h = dense(x, N1)', 'out dense(generic(h), 1)'])],
          [degree === 1 ? 'energy(p) ~ d' : closedForm(degree)],
        );
      });

    it('that are sums are as hard as their hardest part, with any pattern', () => {
      // The linear part needs d, the cube sqrt(d*N2).
      proves(
        [
          ...dense.slice(0, -1),
          'target y = (u . x) + He3(v . x)',
          'target z = He3(v . x)',
          ...network(['h1 = dense(x, N1)', 'h2 = dense(erf(h1), N2)', 'out dense(erf(h2), 1)']),
          'posterior q of f on z {}',
        ],
        ['energy(p, lazy, specialization) ~ sqrt(d * N2) when d <= N2', 'energy(p) ~ energy(q)'],
      );
    });
  });
});
