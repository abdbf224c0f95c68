import assert from 'node:assert/strict';
import { diagramOf, freeAxes, type Diagram, type Question } from '../../../server/src/analysis/diagram';
import type { Vertex } from '../../../server/src/analysis/diagram/polygon';
import type { Analysis } from '../../../server/src/analysis/facts';
import { Rational } from '../../../server/src/orders';
import { fact } from './support';

export const q = (text: string): Rational => Rational.parse(text);
export const at = (x: string, y: string): Vertex => ({ x: q(x), y: q(y) });
export const say = ({ x, y }: Vertex): string => `${x.toString()},${y.toString()}`;

export function asked(analysis: Analysis, name: string, rest: Partial<Question> = {}): Diagram | string {
  return diagramOf(analysis, {
    fact: fact(analysis, name),
    axes: freeAxes(analysis, rest.at ?? new Map()),
    ...rest,
  });
}

export function drawn(analysis: Analysis, name: string, rest: Partial<Question> = {}): Diagram {
  const diagram = asked(analysis, name, rest);
  assert.ok(typeof diagram !== 'string', String(diagram));
  return diagram;
}

/** Twice the signed area, by the sum over the edges. */
export const area = (corners: readonly Vertex[]): Rational =>
  corners.reduce((sum, v, i) => {
    const w = corners[(i + 1) % corners.length]!;
    return sum.plus(v.x.times(w.y)).minus(w.x.times(v.y));
  }, Rational.zero);

export const total = (areas: readonly Rational[]): string =>
  areas.reduce((a, b) => a.plus(b), Rational.zero).toString();

/** Whether a corner-to-corner walk around a convex polygon never has the point on its right. */
export const holds = (corners: readonly Vertex[], p: Vertex): boolean =>
  corners.every((v, i) => area([v, corners[(i + 1) % corners.length]!, p]).sign() >= 0);
