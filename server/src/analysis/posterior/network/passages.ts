import { Form } from '../../../orders';
import type { Activation } from './activation';
import type { Module } from './module';

/** One way of a feature through a layer: it enters with degree j and leaves with degree k; `inUnits` are its degrees between. */
export interface Passage {
  readonly j: number;
  readonly k: number;
  readonly inUnits: readonly [number, number];
}

/** Every way on from degree j through a module and its activation, up to the target's degree. */
function passagesFrom(j: number, module: Module, activation: Activation, degree: number): Passage[] {
  const values = module.unknown();
  const entering = module.enter(j, Form.zero, values);
  if (!entering) return [];
  const passages: Passage[] = [];
  for (let q = 1; q * entering.degree <= degree; q++) {
    if (!activation.carries(q)) continue;
    const behind = q * entering.degree;
    const k = module.leave(j, behind, Form.zero, Form.zero, values)?.degree;
    if (k !== undefined && k <= degree) passages.push({ j, k, inUnits: [entering.degree, behind] });
  }
  return passages;
}

/** For each layer the ways that lead on from the data's degree 1 to the target's; some are empty if the network has no way. */
export function passagesOf(
  layers: readonly { readonly module: Module; readonly activation: Activation }[],
  degree: number,
): Passage[][] {
  let degrees = new Set([1]);
  const ahead = layers.map(({ module, activation }) => {
    const passages = [...degrees].flatMap((j) => passagesFrom(j, module, activation, degree));
    degrees = new Set(passages.map((p) => p.k));
    return passages;
  });
  let wanted = new Set([degree]);
  return ahead.reduceRight<Passage[][]>((later, passages) => {
    const useful = passages.filter((p) => wanted.has(p.k));
    wanted = new Set(useful.map((p) => p.j));
    return [useful, ...later];
  }, []);
}
