import { toText, type Chart, type Form, type Point } from '../../orders';
import type { PosteriorTheory } from './energy/theory';
import type { Architecture } from './network/architecture';
import { belowOneAt } from './sizes';

interface Asked {
  /** As in `samples(p)`. */
  readonly name: string;
  readonly theory: PosteriorTheory;
  readonly architecture: Architecture;
  readonly chart: Chart;
  /** What the energy is multiplied by; undefined for what is no multiple of it, as a count. */
  readonly factor: Form | undefined;
}

/**
 * Why nothing is derived at one point of widths, as the end of a sentence that names the place: which named requirement forbids
 * every pattern, and what would hold without it. Undefined where a pattern is allowed, and where the point leaves a scale open.
 */
export function nothingBecause(
  { name, theory, architecture, chart, factor }: Asked,
  point: Point,
): string | undefined {
  const forms = [architecture.initial, ...architecture.sizes, ...(factor ? [factor] : [])];
  const names = [...theory.domain.variables(), ...forms.flatMap((form) => form.variables())];
  if (!names.every((v) => point.has(v))) return undefined;
  if (!theory.domain.contains(point)) {
    const small = belowOneAt(architecture, point);
    return small && `a size of \`${small.item.name.text}\` is below one`;
  }
  if (theory.energyAt(point)) return undefined;
  const decisive = theory.decisiveAt(point);
  const without = decisive.map(({ name: requirement, energy }, i) => {
    const order = factor && toText(chart.power(energy.plus(factor.evaluate(point))));
    const what = i === 0 ? 'without the requirement ' : 'or without ';
    return `${what}\`${requirement}\`, ${order === undefined ? 'one is' : `${i === 0 ? `\`${name}\`` : 'it'} would be ${order}`}`;
  });
  return ['no pattern is allowed', without.join(', ')].filter(Boolean).join('; ');
}
