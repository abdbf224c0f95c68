import type { Analysis, Evaluation, FactContent } from '../analysis/facts';
import type { Candidate, Candidates, Spread } from '../analysis/posterior/energy/candidates';
import { layersOf, patternWords } from '../analysis/posterior/pattern-words';
import { relation, toText, withinBudget, word, type Chart, type Notation, type Point } from '../orders';
import { toTex } from '../typeset/tex';
import type { CandidateRow, CandidatesView, Formula, Nothing, Where } from './panel-contract';

/** Rows of the table; a deep network has thousands of patterns, and nobody reads on this far behind the best. */
const ROWS = 60;

export const formula = (notation: Notation): Formula => ({ tex: toTex(notation), text: toText(notation) });

/**
 * Every pattern at a point, best first, each with what it costs and where it wins.
 * @param envelope regions with the pattern that wins each
 */
export function candidatesView(
  fact: FactContent,
  point: Point,
  analysis: Pick<Analysis, 'chart' | 'symbols' | 'posteriors'>,
  envelope: FactContent['pieces'],
): CandidatesView | Nothing {
  const { chart } = analysis;
  const all = fact.candidates?.(point);
  if (!all)
    return {
      kind: 'nothing',
      message: 'This order is written, not derived from patterns: there are none to compare.',
    };
  if (all.list.length === 0) {
    const why = becauseAt(fact, point);
    const message =
      why === '' ? 'No pattern is possible at this point.' : `Nothing is derived at this point${why}.`;
    return { kind: 'nothing', message };
  }
  const layers = layersOf(fact.name, analysis);
  const best = all.list.filter(({ gap }) => gap.isZero());
  const shown = all.list.slice(0, ROWS);
  const beyond = all.list[ROWS];
  const notes = [
    ...(beyond
      ? [`${all.list.length - ROWS} more patterns are at least ${above(beyond, chart)} above the best.`]
      : []),
    ...(all.complete
      ? []
      : [
          'This network has too many patterns to list; those are left out that another one always reaches or beats.',
        ]),
  ];
  const decides = decisiveAt(fact, point).map(({ name, energy }) => ({
    name,
    without: formula(chart.power(energy)),
  }));
  return {
    kind: 'candidates',
    heading: headingOf(all),
    rows: shown.map((candidate) => row(candidate, best.length > 1, envelope, layers, analysis)),
    ...(notes.length > 0 ? { note: notes.join(' ') } : {}),
    decides,
  };
}

const headingOf = ({ list, complete }: Candidates): string =>
  list.length === 1
    ? 'The only pattern.'
    : `${list.length} ${complete ? '' : 'of the '}patterns, best first.`;

/** The pattern that is named as the winner at a point; asking the regions is quicker than listing all that tie. */
export const winnerAt = ({ pieces }: FactContent, point: Point): readonly string[] | undefined =>
  pieces.find(({ region }) => region.contains(point))?.pattern;

/** Work for deriving anew without a requirement, in units of orders/budget: three layers take 2,000, six up to 30,000. */
const DERIVING = 40_000;

/** Named requirements without any one of which the energy would be less; none where it takes too long to find out. */
export const decisiveAt = (fact: FactContent, point: Point): NonNullable<Evaluation['decisive']> =>
  withinBudget(DERIVING, () => fact.at(point)?.decisive) ?? [];

/** `: no pattern is allowed; …` where a fact is nothing at a point and it is quick to find out why. */
export function becauseAt({ nothingBecause }: FactContent, point: Point): string {
  const why = withinBudget(DERIVING, () => nothingBecause?.(point));
  return why === undefined ? '' : `: ${why}`;
}

/** How far above the best, as an exact power: `d^(1/3)`. */
export const above = ({ gap }: Candidate, chart: Chart): string => toText(chart.power(gap));

const requirements = ({ binding }: Candidate): string[] => [
  ...new Set(binding.flatMap(({ label }) => (label ? [label] : []))),
];

function row(
  candidate: Candidate,
  tied: boolean,
  envelope: FactContent['pieces'],
  names: readonly string[],
  { chart, symbols }: Pick<Analysis, 'chart' | 'symbols'>,
): CandidateRow {
  const { pattern, degrees, energy, gap, terms, parameters } = candidate;
  const layers = terms.filter(({ layer }) => layer !== 'target').map(({ layer }) => layer);
  return {
    pattern: patternWords(pattern, names),
    energy: formula(chart.power(energy)),
    standing: !gap.isZero() ? 'behind' : tied ? 'tie' : 'best',
    ...(gap.isZero() ? {} : { gap: formula(chart.power(gap)) }),
    terms: terms.map(({ layer, label, exponent, balanced }) => ({
      layer: layer === 'target' && !layers.includes('target') ? 'target' : layer,
      label: label.replace(/\s+/g, ' '),
      order: formula(spread(undefined, exponent, chart)),
      balanced,
    })),
    parameters: [...parameters].map(([name, value]) => formula(spread(word(name), value, chart))),
    binding: requirements(candidate),
    wins: envelope
      .filter((piece) => piece.pattern?.join() === pattern.join())
      .map(({ when }): Where => when.map(formula)),
    why: pattern.map((name, i) => {
      const rule = symbols.find((symbol) => symbol.kind === 'pattern' && symbol.name === name)?.statement;
      const source = rule?.kind === 'pattern' ? rule.notes.source?.value : undefined;
      const [from, to] = degrees[i] ?? [];
      const degree = from === undefined ? '' : `, degree ${from === to ? from : `${from} to ${to}`}`;
      return `${names[i] ?? `layer ${i + 1}`}: ${name}${degree}${source ? ` (${source})` : ''}`;
    }),
  };
}

/** `M ~ d`, or the range that the optimum leaves: `1 <= M <= d`. Without a name only the order, or its range. */
function spread(name: Notation | undefined, { low, high }: Spread, chart: Chart): Notation {
  if (low && high && low.equals(high)) {
    const value = chart.power(low);
    return name ? relation(name, '~', value) : value;
  }
  const self = name ?? word('…');
  const upper = high ? relation(self, '<=', chart.power(high)) : self;
  return low ? relation(chart.power(low), '<=', upper) : high ? upper : relation(self, '~', word('any'));
}
