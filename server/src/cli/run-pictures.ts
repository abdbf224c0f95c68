import { curvesPicture } from '../../../plot/curves';
import { fitPicture } from '../../../plot/fit';
import type { Plan, Verdict } from '../../../trainer/schema';
import { drawableRun } from '../analysis/runs/drawable';
import { svgText } from './picture';

export interface RunPicture {
  readonly name: 'fit' | 'curves';
  /** The text of an SVG file. */
  readonly svg: string;
}

/** Size of pictures, CSS px. */
const WIDTH = 760;
const HEIGHTS = { fit: 440, curves: 320 };

/** What there is to see of a run: the fit beside the prediction, and curves before and after collapse; nothing without a point. */
export function runPictures(
  plan: Plan,
  verdict: Verdict,
  { dark }: { readonly dark: boolean },
): RunPicture[] {
  const run = drawableRun(plan, verdict);
  if (!run) return [];
  const { fit, curves } = run;
  const size = (name: RunPicture['name']) => ({ width: WIDTH, height: HEIGHTS[name] });
  return [
    { name: 'fit', svg: svgText(dark, (options) => fitPicture(fit, { ...options, ...size('fit') })) },
    ...(curves
      ? [
          {
            name: 'curves' as const,
            svg: svgText(dark, (options) => curvesPicture(curves, { ...options, ...size('curves') })),
          },
        ]
      : []),
  ];
}
