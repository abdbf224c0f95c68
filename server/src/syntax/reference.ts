import { keywords, type Place } from './keywords';
import { mistakes } from './mistakes';

/** The parts of docs/language.md that are written from the tables of this room. */

const where: Readonly<Record<Place, string>> = {
  statement: 'at the start of a statement',
  network: 'in a network',
  posterior: 'in a posterior',
  training: 'in a training',
  verify: 'in a verify block',
  activation: 'in an activation',
  pattern: 'in a pattern',
  module: 'in a module',
  optimizer: 'in an optimizer',
  parametrization: 'in a parametrization',
  weights: 'among the weights of a parametrization',
  alignment: 'in an alignment',
  curve: 'in a curve',
  resource: 'in a resource',
  header: 'inside a line',
  expression: 'anywhere: never a name',
};

const cell = (text: string) => text.replaceAll('|', '\\|');
const code = (text: string) => `\`${cell(text)}\``;
const row = (...cells: string[]) => `| ${cells.join(' | ')} |`;

export function keywordTable(): string {
  return [
    row('word', 'where', 'meaning', 'shape', 'status'),
    row('---', '---', '---', '---', '---'),
    ...keywords.map((k) => row(code(k.word), where[k.place], cell(k.doc), code(k.shape), k.status)),
  ].join('\n');
}

export function mistakeTable(): string {
  return [
    row('code', 'severity', 'meaning', 'example'),
    row('---', '---', '---', '---'),
    ...Object.entries(mistakes).map(([name, m]) =>
      row(
        code(name),
        m.severity,
        cell(m.doc),
        code(m.example.length > 60 ? `${m.example.slice(0, 20)}…` : m.example),
      ),
    ),
  ].join('\n');
}
