import assert from 'node:assert/strict';
import { Panel } from '../../../server/src/features/panel';
import type {
  PanelAnswer,
  PanelRequest,
  PanelState,
  PanelView,
} from '../../../server/src/features/panel-contract';
import { PointsOfView } from '../../../server/src/features/point-of-view';
import { Runs } from '../../../server/src/features/runs';
import { check } from './fixture';

/** Two hidden layers: Table 1 of arXiv:2512.04165, with a claim that its second row is the whole truth. */
export const falseClaim = 'claim samples(p) ~ kappa * sqrt(N2 * d) when d <= N2, N2 <= d^5';
export const sample = `scale d
scale N1 = d^a, 0 <= a <= 6
scale N2 = d^b, 0 <= b <= 6
scale kappa = 1
data x : gaussian(d)
target y = He3(w . x)
network f(x) {
  h1 = dense(x, N1)
  h2 = dense(erf(h1), N2)
  out dense(erf(h2), 1)
}
posterior p of f on y { ridge kappa }
${falseClaim}
let rows = samples(p, lazy, specialization)
`;
export type Asked = Omit<PanelRequest, 'uri' | 'offset' | 'state'> & { state?: PanelState };

export function isView(answer: PanelAnswer): asserts answer is PanelView {
  assert.equal(answer.kind, 'view', answer.kind === 'empty' ? answer.message : '');
}

/** The panel on a text with the cursor at `$0`. */
export async function open(source: string, runs = new Runs()) {
  const { snapshot, cursor } = await check(source);
  const panel = new Panel(new PointsOfView(), runs);
  const answer = (asked: Asked = {}): PanelAnswer =>
    panel.answer(snapshot, { uri: snapshot.uri, offset: cursor, ...asked });
  const view = (asked: Asked = {}): PanelView => {
    const found = answer(asked);
    isView(found);
    return found;
  };
  return { answer, view, snapshot };
}

export const set = (values: Record<string, string>): Asked => ({ move: { kind: 'set', values } });
