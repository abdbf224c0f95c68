import { writeFileSync } from 'node:fs';
import { diagramOf, freeAxes, type Diagram, type Pictured, type Range } from '../analysis/diagram';
import { drawable } from '../analysis/diagram/drawable';
import { allPictured } from '../analysis/diagram/regimes';
import type { Analysis } from '../analysis/facts';
import type { Rational } from '../orders';
import { UsageError, type Command, type Given } from './command';
import { assignments, rational } from './assignments';
import { diagramData, diagramText } from './diagram-text';
import { loadNaming } from './named-mistakes';
import { styleFor } from './style';

export const diagram: Command = {
  name: 'diagram',
  about:
    'Draws where in two free exponents an order has which form and pattern, or training is stable, exactly',
  files: 'FILE',
  options: {
    of: {
      value: '"samples(p)"',
      about:
        'the quantity, or "stable(t)" for the regimes of a training; may be left out where there is one choice',
    },
    axes: { value: 'a,b', about: 'two free exponents or scales, or one; the others have fixed values' },
    at: { value: 'c=1', about: 'values of the others; else a simple value that the text allows' },
    range: { value: 'a=0..6', about: 'what to show along an axis; else all that happens there' },
    svg: { value: 'FILE', about: 'write a picture' },
    dark: { about: 'with --svg: light on dark' },
    json: { about: 'print JSON' },
  },
  status: {
    0: 'done',
    1: 'done, but the text has mistakes other than refuted claims; standard error names them',
    2: 'a file cannot be read or written, or there is no such diagram',
  },
  async run(given) {
    const [file = ''] = given.files;
    const { analysis, mistakes } = loadNaming(file);
    const made = diagramFor(analysis, given);
    const svg = given.values.get('svg');
    if (svg !== undefined) await write(svg, made, analysis, given.flags.has('dark'));
    if (given.flags.has('json')) console.log(JSON.stringify(diagramData(made, analysis), undefined, 2));
    else if (svg === undefined) console.log(diagramText(made, analysis, styleFor(process.stdout)));
    return mistakes > 0 ? 1 : 0;
  },
};

function diagramFor(analysis: Analysis, given: Given): Diagram {
  const fixed = given.values.get('at');
  const at = fixed === undefined ? new Map<string, Rational>() : assignments(fixed);
  const fact = quantity(analysis, given);
  const axes = axesFor(analysis, given, at);
  const made = diagramOf(analysis, { fact, axes, at, ranges: ranges(given, axes), ties: true });
  if (typeof made !== 'string') return made;
  throw new UsageError(`no diagram of ${fact.name} over ${axes.join(' and ')}: ${made}`);
}

/** What --of names; without it the only quantity, the samples of the only posterior or the regimes of the only training. */
function quantity(analysis: Analysis, given: Given): Pictured {
  const all = allPictured(analysis);
  if (all.length === 0) throw new UsageError('the text derives nothing that could be drawn');
  const wanted = given.values.get('of')?.replace(/\s+/g, '');
  const fitting =
    wanted !== undefined
      ? all.filter(({ name }) => name === wanted)
      : all.length > 1
        ? all.filter(({ name }) => /^(samples|stable)\(/.test(name))
        : all;
  const [only, ...others] = fitting;
  const names = all.map(({ name }) => name).join(', ');
  if (wanted !== undefined && !only) throw new UsageError(`nothing derives ${wanted}; there are: ${names}`);
  if (!only || others.length > 0) throw new UsageError(`choose a quantity with --of: ${names}`);
  if (wanted === undefined && all.length > 1) console.error(`Taken: --of "${only.name}"`);
  return only;
}

function axesFor(analysis: Analysis, given: Given, at: ReadonlyMap<string, Rational>): string[] {
  const named = given.values
    .get('axes')
    ?.split(',')
    .map((name) => name.trim());
  if (named && named.length > 2) throw new UsageError('--axes takes two free exponents or scales, or one');
  if (named) return named;
  const free = freeAxes(analysis, at);
  if (free.length === 0)
    throw new UsageError('no exponent is free here, so there is nothing to draw; derive prints the values');
  if (free.length > 2)
    throw new UsageError(
      `${free.length} exponents are free: choose two with --axes, of ${free.join(', ')}; --at fixes the others`,
    );
  console.error(`Taken: --axes ${free.join(',')}`);
  return free;
}

const RANGE = /^\s*(\w+)\s*=\s*([+-]?[\d./]+?)\s*\.\.\s*([+-]?[\d./]+)\s*$/;

function ranges(given: Given, axes: readonly string[]): Map<string, Range> {
  const text = given.values.get('range');
  const result = new Map<string, Range>();
  for (const part of text?.split(',') ?? []) {
    const [, name = '', low = '', high = ''] = RANGE.exec(part) ?? [];
    const range = { low: rational(low), high: rational(high) };
    if (!range.low || !range.high || range.low.compare(range.high) >= 0)
      throw new UsageError(`--range ${text}: ${part.trim() || 'nothing'} is not of the form a=0..6`);
    if (!axes.includes(name)) throw new UsageError(`--range ${text}: ${name} is not an axis of this diagram`);
    result.set(name, { low: range.low, high: range.high });
  }
  return result;
}

async function write(file: string, made: Diagram, analysis: Analysis, dark: boolean): Promise<void> {
  // Plot and its document take longer to load than all the rest.
  const { pictureOf } = await import('./picture');
  try {
    writeFileSync(file, pictureOf(drawable(made, analysis), dark));
  } catch (error) {
    throw new UsageError(`${file}: it cannot be written: ${(error as Error).message}`);
  }
}
