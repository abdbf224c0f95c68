// Random networks: any sequence of steps that a plan may have, of ragged sizes.
import { activations, type Step } from '../../../../trainer/network-schema';
import { Noise } from '../../../../trainer/embedded/noise';

interface Value {
  name: string;
  width: number;
  positions: number;
}

export function randomNetwork(seed: number, widest = 12): Step[] {
  const noise = new Noise('random network', seed);
  const below = (n: number): number => Math.floor(noise.uniform() * n);
  const among = <T>(list: readonly T[]): T => list[below(list.length)]!;
  const number = (): number => 0.4 + noise.uniform();
  let made = 0;
  const name = (): string => `v${made++}`;
  const width = (): number => 1 + below(widest);
  const weights = () => ({ multiplier: number(), rate: 0.1 });

  /** A step that takes some of what is there. */
  function step(there: Value[]): { steps: Step[]; value: Value } {
    const from = among(there);
    const to = name();
    const same: Value = { ...from, name: to };
    const kind = among([
      'dense',
      'dense',
      'bias',
      'normalize',
      'activation',
      'sum',
      'attend',
      'flatten',
      'mean',
      'repeat',
    ]);
    switch (kind) {
      case 'bias':
        return {
          steps: [{ op: 'bias', to, from: from.name, deviation: number(), ...weights() }],
          value: same,
        };
      case 'normalize':
        return {
          steps: [{ op: 'normalize', to, from: from.name, gain: number(), ...weights() }],
          value: same,
        };
      case 'activation':
        return {
          steps: [{ op: 'activation', to, from: from.name, function: among(activations) }],
          value: same,
        };
      case 'flatten': {
        const size = among([1, 2, 3, 4].filter((n) => from.positions % n === 0));
        const value = { name: to, width: from.width * size, positions: from.positions / size };
        const given = size === from.positions && below(2) === 0 ? {} : { size };
        if (value.width < 4 * widest)
          return { steps: [{ op: 'flatten', to, from: from.name, ...given }], value };
        break;
      }
      case 'mean':
        return {
          steps: [{ op: 'mean', to, from: from.name }],
          value: { ...from, name: to, positions: 1 },
        };
      case 'sum': {
        const alike = there.filter((v) => v.width === from.width && v.positions === from.positions);
        const terms = [from, among(alike), among(alike)].map((v) => ({ from: v.name, factor: number() }));
        return { steps: [{ op: 'sum', to, terms }], value: same };
      }
      case 'attend': {
        const heads = 1 + below(3);
        const [keys, query] = [among(there), from];
        const head = 1 + below(3);
        const [q, k, v] = [name(), name(), name()];
        const dense = (to: string, from: Value, width: number): Step => ({
          ...{ op: 'dense', to, from: from.name, width, deviation: number() / Math.sqrt(from.width) },
          ...weights(),
        });
        const steps: Step[] = [
          dense(q, query, heads * head),
          dense(k, keys, among([head, heads * head])),
          dense(v, keys, 2 * heads),
          { op: 'attend', to, query: q, key: k, value: v, heads, factor: number() },
        ];
        return { steps, value: { name: to, width: 2 * heads, positions: query.positions } };
      }
      case 'repeat': {
        const [carried, inner] = [{ ...from, name: to }, name()];
        const after = name();
        const body: Step[] = [
          {
            op: 'dense',
            to: inner,
            from: to,
            width: from.width,
            deviation: number() / Math.sqrt(from.width),
            ...weights(),
          },
          {
            op: 'sum',
            to: after,
            terms: [
              { from: to, factor: 0.7 },
              { from: inner, factor: number() },
            ],
          },
        ];
        const carry = [{ name: to, from: from.name, next: after }];
        return {
          steps: [{ op: 'repeat', count: 1 + below(3), tied: below(2) === 0, carry, body }],
          value: carried,
        };
      }
    }
    const value = { name: to, width: width(), positions: from.positions };
    const deviation = number() / Math.sqrt(from.width);
    return {
      steps: [{ op: 'dense', to, from: from.name, width: value.width, deviation, ...weights() }],
      value,
    };
  }

  const positions = 1 + below(4);
  const steps: Step[] = [];
  const there: Value[] = [];
  for (const at of [positions, among([1, positions])]) {
    const value = { name: name(), width: width(), positions: at };
    steps.push({
      op: 'input',
      to: value.name,
      dim: value.width,
      of: among(['gaussian', 'gaussian', 'tokens']),
      positions: at,
    });
    there.push(value);
  }
  for (let i = 0; i < 7; i++) {
    const next = step(there);
    steps.push(...next.steps);
    there.push(next.value);
  }
  const last = there.at(-1)!;
  const deviation = 1 / Math.sqrt(last.width);
  steps.push({
    op: 'dense',
    to: 'out',
    from: last.name,
    width: among([1, width()]),
    deviation,
    ...weights(),
  });
  return [...steps, { op: 'output', from: 'out' }];
}
