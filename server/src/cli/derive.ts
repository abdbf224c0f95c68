import type { Analysis, Fact } from '../analysis/facts';
import { Rational, type Point } from '../orders';
import { assignments } from './assignments';
import { UsageError, type Command, type Given } from './command';
import { derivedData } from './derived-data';
import { derivedText } from './derived-text';
import { finiteSizeOf, sizesGiven, type FiniteSize } from './finite-size';
import { loadNaming } from './named-mistakes';
import { allProperties, type AskedProperty } from './property';
import { scalingTable } from './scaling-groups';
import { scalingMarkdown } from './scaling-table';
import { styleFor } from './style';

export const derive: Command = {
  name: 'derive',
  about: 'Derives every order of a text: its formula, its regions, its patterns, and which claims follow',
  files: 'FILE',
  options: {
    at: {
      value: 'a=1,b=3/2',
      about: 'evaluate at these exponents, or at sizes such as d=64,N=256 (heuristic)',
    },
    of: {
      value: '"samples(p)"',
      about: 'derive only this order, or property such as "stable(t)", without the claims',
    },
    table: { about: 'print the parametrization of each training as a table, with a snippet for PyTorch' },
    training: { value: 't', about: 'with --table: only of this training' },
    why: { about: 'print how each order follows, with the sources of the rules' },
    json: { about: 'print JSON' },
  },
  status: {
    0: 'done; claims may be refuted',
    1: 'done, but the text has mistakes other than refuted claims; standard error names them',
    2: 'the file cannot be read, or --at does not fix one point that the text allows',
  },
  async run(given) {
    const [file = ''] = given.files;
    refuseMixed(given);
    const { analysis, mistakes } = loadNaming(file);
    if (given.flags.has('table')) {
      console.log(scalingTables(analysis, given));
      return mistakes > 0 ? 1 : 0;
    }
    const claims = given.values.has('of') ? [] : analysis.claims;
    const trainings = given.values.has('of') ? [] : analysis.trainings;
    const { facts, property } = askedFor(analysis, given);
    const derived = {
      ...{ analysis, facts, trainings, claims, ...placeOf(analysis, facts, given) },
      ...(property ? { property } : {}),
    };
    console.log(
      given.flags.has('json')
        ? JSON.stringify(derivedData(derived), undefined, 2)
        : derivedText(derived, { why: given.flags.has('why'), style: styleFor(process.stdout) }),
    );
    return mistakes > 0 ? 1 : 0;
  },
};

/** Throws UsageError on options of which one would be without effect. */
function refuseMixed({ flags, values }: Given): void {
  const other = ['why', 'json', 'of'].find((name) => flags.has(name) || values.has(name));
  if (flags.has('table') && other) throw new UsageError(`--table does not go with --${other}`);
  if (values.has('training') && !flags.has('table'))
    throw new UsageError('--training chooses what --table prints');
}

/** The tables of --table. Throws UsageError where there is no such training. */
function scalingTables(analysis: Analysis, { values }: Given): string {
  const { trainings } = analysis;
  const wanted = values.get('training');
  const names = trainings.map(({ training }) => training.statement.name.text);
  if (wanted !== undefined && !names.includes(wanted))
    throw new UsageError(
      `there is no training ${wanted}${names.length > 0 ? `; there are: ${names.join(', ')}` : ''}`,
    );
  if (trainings.length === 0) throw new UsageError('the text has no training that can be derived');
  const at = values.get('at');
  const exponents = at === undefined ? new Map<string, Rational>() : assignments(at);
  return trainings
    .filter((_, i) => wanted === undefined || names[i] === wanted)
    .map((result) => scalingMarkdown(scalingTable(result, analysis, exponents)))
    .join('\n\n');
}

const withoutBlanks = (text: string): string => text.replace(/\s+/g, '');

/** A training has eight orders of each weight. */
const NAMED = 20;

interface Asked {
  readonly facts: readonly Fact[];
  readonly property?: AskedProperty;
}

/** All facts, or what --of names. Throws UsageError where there is no such order or property. */
function askedFor(analysis: Analysis, { values }: Given): Asked {
  const wanted = values.get('of');
  if (wanted === undefined) return { facts: analysis.facts };
  const name = withoutBlanks(wanted);
  const facts = analysis.facts.filter((fact) => fact.name === name);
  if (facts.length > 0) return { facts };
  const properties = allProperties(analysis);
  const property = properties.find(({ standing }) => standing.name === name);
  if (property) return { facts, property };
  const names = [...analysis.facts, ...properties.map(({ standing }) => standing)].map((known) => known.name);
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  throw new UsageError(
    `nothing derives ${wanted}${names.length > 0 ? `; there are: ${names.slice(0, NAMED).join(', ')}${more}` : ''}`,
  );
}

/** The point of --at, or its sizes; without it the only point of a text that fixes everything. */
function placeOf(
  analysis: Analysis,
  facts: readonly Fact[],
  { values }: Given,
): { point?: Point; finite?: FiniteSize } {
  const at = values.get('at');
  const sizes = at === undefined ? undefined : sizesGiven(at, analysis);
  if (sizes) return { finite: finiteSizeOf(analysis, facts, sizes) };
  const exponents = at === undefined ? new Map<string, Rational>() : assignments(at);
  const point = analysis.pointAt(exponents);
  if (typeof point !== 'string') return { point };
  if (at === undefined) return {};
  const { base } = analysis.chart;
  const large = [...exponents].some(([name, q]) => analysis.scales.has(name) && q.compare(Rational.one) > 0);
  const hint = large ? `; for sizes give ${base} as well, as in ${base}=64` : '';
  throw new UsageError(`--at ${at}: ${point}${hint}`);
}
