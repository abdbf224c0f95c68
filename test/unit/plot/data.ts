import type { Exact, PhaseDiagram, PhaseRegion, Vertex } from '../../../plot/data';

export const exact = (text: string): Exact => {
  const [n = NaN, d = 1] = text.split('/').map(Number);
  return { value: n / d, exact: text };
};

/** `5/2,1` as a corner. */
export const at = (text: string): Vertex => {
  const [x = '', y = ''] = text.split(',');
  return { x: exact(x), y: exact(y) };
};

export const ring = (text: string): Vertex[] => text.split(' ').map(at);

const region = (kind: number, order: string, pattern: string, ...rings: readonly string[]): PhaseRegion => ({
  ...{ order, exponent: order, kind, ties: [] },
  pattern: pattern === '' ? [] : pattern.split(', '),
  rings: rings.map(ring),
});

/** Three layers, cubic target: the five regions and a point. */
export const threeLayers: PhaseDiagram = {
  quantity: 'samples(p)',
  fixed: 'c = 1/2',
  x: {
    name: 'a',
    meaning: 'a = log N1 / log d',
    low: exact('0'),
    high: exact('6'),
    ticks: ['0', '3/2', '3'].map(exact),
  },
  y: {
    name: 'b',
    meaning: 'b = log N2 / log d',
    low: exact('0'),
    high: exact('6'),
    ticks: ['0', '2', '4'].map(exact),
  },
  regions: [
    region(0, 'd^3', 'lazy, lazy', '5,5 6,5 6,6 5,6'),
    { ...region(1, 'd', 'specialization, lazy', '0,1 1,1 1,6 0,6'), ties: [['lazy', 'magnetization']] },
    region(2, 'sqrt(N1*d)', 'specialization, lazy', '1,1 5,5 5,6 1,6'),
    region(3, 'sqrt(N2*d)', 'lazy, specialization', '1,1 6,1 6,5 5,5'),
    region(4, 'd', 'lazy, specialization', '0,0 6,0 6,1 0,1'),
  ],
  thresholds: [
    { equation: 'N1 ~ d^5', from: at('5,6'), to: at('5,5'), between: [0, 2] },
    { equation: 'N2 ~ d^5', from: at('5,5'), to: at('6,5'), between: [0, 3] },
    { equation: 'N1 ~ d', from: at('1,1'), to: at('1,6'), between: [1, 2] },
    { equation: 'N2 ~ N1', from: at('1,1'), to: at('5,5'), between: [2, 3] },
    { equation: 'N2 ~ d', from: at('0,1'), to: at('1,1'), between: [1, 4] },
    { equation: 'N2 ~ d', from: at('1,1'), to: at('6,1'), between: [3, 4] },
  ],
  thin: [],
  point: at('2,7/2'),
};
