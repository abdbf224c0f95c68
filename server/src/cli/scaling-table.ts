import { toText, type Form } from '../orders';
import type { Analysis } from '../analysis/facts';
import {
  factorsOf,
  namesIn,
  single,
  type Scaling,
  type ScalingName,
  type ScalingTable,
} from './scaling-groups';
import { torchSnippet } from './torch-snippet';
import { whereText } from './training-properties';

/** The columns: an initial variance is what tables print, its root what programs draw with. */
const COLUMNS: readonly (readonly [title: string, what: ScalingName, power: 1 | 2])[] = [
  ['multiplier', 'multiplier', 1],
  ['init variance', 'init', 2],
  ['init std', 'init', 1],
  ['learning rate', 'rate', 1],
  ['epsilon', 'epsilon', 1],
  ['weight decay', 'decay', 1],
];

/** A parametrization as Markdown, with a snippet for PyTorch. */
export function scalingMarkdown(table: ScalingTable): string {
  const { training, analysis, given, groups, multipliers, stable } = table;
  const { statement, program, optimizer, parametrization } = training;
  const { scales, exponents } = namesIn(table);
  const used = COLUMNS.filter(([, what]) => groups.some(({ scalings }) => scalings.has(what)));
  const rows = groups.map(({ title, weights, scalings }) => [
    `${title}: ${weights.map((w) => w.name).join(', ')}`,
    ...used.map(([, what, power]) => cell(scalings.get(what), analysis, power)),
  ]);
  const ratios = scales.map((name) => `\`m_${name} = ${name}/${name}_base\``).join(', ');
  const all = [...groups.flatMap((g) => [...g.scalings.values()]), ...multipliers.map((m) => m.value)];
  const isDerived = all.every((scaling) => scaling.length > 0);
  const hasSnippet = all.every(single);
  const open = [...analysis.exponents.keys()].filter((name) => !given.has(name));
  const notes = [
    ...(scales.length > 0
      ? [`Every entry is a factor of the value tuned at the base sizes: ${ratios}.`]
      : ['Nothing scales: every value stays as it is tuned.']),
    ...multipliers.map(({ place, value }) => `Multiplier of ${place}: ${cell(value, analysis, 1)}.`),
    ...(used.some(([, what]) => what === 'epsilon') ? ['Epsilon is the largest that does not matter.'] : []),
    'Weight decay is decoupled and multiplied by the learning rate; with these factors it shrinks weights as fast as updates grow them.',
    `\`stable(${statement.name.text}) ${whereText(stable, analysis)}\`.`,
    ...(!isDerived ? ['`-`: its sizes are no powers of the scales here; `powercount derive` says why.'] : []),
    ...(isDerived && !hasSnippet
      ? [
          `These factors differ by region, so that there is no one snippet: choose with \`--at\`, which takes ${open.length > 0 ? `values of ${open.join(', ')}` : `scales as powers of ${analysis.chart.base}`}.`,
        ]
      : []),
    ...(hasSnippet && exponents.length > 0
      ? [`Free: ${exponents.join(', ')}. \`--at ${example(exponents, analysis)}\` fixes values.`]
      : []),
  ];
  const at = [...given].map(([name, value]) => `${name} = ${value.toString()}`).join(', ');
  const title = `## ${statement.name.text}: ${program.name} under ${optimizer.written}, ${parametrization.written}`;
  return [
    at ? `${title}, at ${at}` : title,
    markdownTable(['weights', ...used.map(([title]) => title)], rows),
    notes.map((note) => `- ${note}`).join('\n'),
    ...(hasSnippet ? [`\`\`\`python\n${torchSnippet(table)}\`\`\``] : []),
  ].join('\n\n');
}

/** `g=1/2,c=1`: values that the text allows. */
function example(exponents: readonly string[], { products, region }: Analysis): string {
  const point = products.point(region, exponents);
  return exponents.map((name) => `${name}=${point?.get(name)?.toString() ?? '1'}`).join(',');
}

function cell(scaling: Scaling | undefined, analysis: Analysis, power: 1 | 2): string {
  if (!scaling || scaling.length === 0) return '-';
  const text = (value: Form): string => `\`${ratioText(power === 2 ? value.plus(value) : value, analysis)}\``;
  return scaling
    .map(({ value, when }) => (when.length > 0 ? `${text(value)} when \`${when.join(', ')}\`` : text(value)))
    .join('; ');
}

/** `1/m_n`: a factor in ratios of scales to their base sizes. */
const ratioText = (value: Form, analysis: Analysis): string =>
  toText({
    kind: 'power',
    factors: factorsOf(value, analysis).map((factor) => ({ ...factor, name: `m_${factor.name}` })),
  });

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text, i) => text.padEnd(widths[i]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
