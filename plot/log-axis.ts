/** Logarithmic axes: how far they reach, and where their ticks are. */

export interface Range {
  readonly low: number;
  readonly high: number;
}

export interface Tick {
  readonly value: number;
  readonly text: string;
}

/** Around one value only. */
const ALONE = 2;
/** Room at both ends, as a share of the logarithm. */
const ROOM = 0.06;

/** The values that a logarithmic axis can show, with some room at both ends. */
export function rangeOf(values: readonly (number | null)[]): Range {
  const logs = values.filter((v): v is number => v !== null && v > 0 && v < Infinity).map(Math.log);
  if (logs.length === 0) return { low: 1 / ALONE, high: ALONE };
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const room = high > low ? ROOM * (high - low) : Math.log(ALONE);
  return { low: Math.exp(low - room), high: Math.exp(high + room) };
}

/** From values to places; what the axis cannot show lies at its end. */
export function logScale({ low, high }: Range, from: number, to: number): (value: number) => number {
  const span = Math.log(high / low);
  return (value) => {
    const share = value > 0 ? Math.log(value / low) / span : 0;
    return from + Math.min(1, Math.max(0, share)) * (to - from);
  };
}

/** Fewer say too little of an axis. */
const FEWEST = 3;

/** At powers of ten if there are enough in the range, else at those of two, else at numbers of few digits; at most so many. */
export function ticksIn(range: Range, most: number): Tick[] {
  const families = [
    powers(10, range),
    powers(2, range),
    ...[
      [1, 2, 5],
      [1, 2, 3, 4, 5, 6, 7, 8, 9],
    ].map((digits) => multiples(digits, range)),
  ];
  const found = families.map((family) => thinned(family, most)).find(({ length }) => length >= FEWEST);
  return found ?? evenly(range, most);
}

const inside = ({ low, high }: Range, { value }: Tick): boolean => value >= low && value <= high;

function powers(base: number, range: Range): Tick[] {
  const [first, last] = [range.low, range.high].map((v) => Math.log(v) / Math.log(base)) as [number, number];
  return whole(Math.ceil(first - 1e-9), Math.floor(last + 1e-9)).map((power) => ({
    value: base ** power,
    text: written(base ** power) ?? `${base}${raised(power)}`,
  }));
}

function multiples(digits: readonly number[], range: Range): Tick[] {
  const [first, last] = [range.low, range.high].map((v) => Math.floor(Math.log10(v))) as [number, number];
  return whole(first, last)
    .flatMap((power) =>
      digits.map((digit): Tick => {
        const value = Number(`${digit}e${power}`);
        return { value, text: written(value) ?? `${digit}×10${raised(power)}` };
      }),
    )
    .filter((tick) => inside(range, tick));
}

/** Every n-th of them. */
const thinned = (ticks: readonly Tick[], most: number): Tick[] => {
  const step = Math.ceil(ticks.length / most);
  return ticks.filter((_, i) => i % step === 0);
};

/** Equally far from each other in value: on a short stretch a logarithm is nearly linear. */
function evenly(range: Range, most: number): Tick[] {
  const least = (range.high - range.low) / most;
  const power = Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((digit) => Number(`${digit}e${power}`)).find((s) => s >= least) ?? least;
  return whole(Math.ceil(range.low / step), Math.floor(range.high / step)).map((n) => {
    const value = Number((n * step).toPrecision(12));
    return { value, text: `${value}` };
  });
}

const whole = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);

/** Undefined for numbers that take more room in full than as a power. */
const written = (value: number): string | undefined =>
  value >= 1e-3 && value < 1e5 ? `${Number(value.toPrecision(6))}` : undefined;

const raised = (power: number): string =>
  `${power}`.replace(/[-\d]/g, (digit) => (digit === '-' ? '⁻' : ('⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)] ?? '')));
