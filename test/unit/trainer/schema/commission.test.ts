import assert from 'node:assert/strict';
import { rationalValue } from '../../../../trainer/fields';
import { linearPlan } from '../plans';
import { trainingPlan } from '../training/networks';
import { refuses } from './reader';

const formats = 'plan: format must be "powercount-posterior/1" or "powercount-training/1"';

function first(plan: { sizes: object[] }, change: object): object {
  return { sizes: plan.sizes.map((size, i) => (i === 0 ? { ...size, ...change } : size)) };
}

describe('trainer: what all plans say is refused where it is wrong', () => {
  for (const plan of [linearPlan(), trainingPlan()])
    describe(plan.format, () =>
      refuses(plan, [
        [{ format: 'powercount-plan/1' }, formats],
        [{ format: undefined }, formats],
        [{ epochs: 3 }, 'plan: the plan has an unknown field "epochs"'],
        [{ name: 3 }, 'plan: name must be a string'],
        [{ along: ['d'] }, 'plan: along must be a string'],
        [{ source: 'x' }, 'plan: source must be an object'],
        [{ source: { hash: 1, statement: '' } }, 'plan: source.hash must be a string'],
        [{ source: { hash: 'a' } }, 'plan: source.statement must be a string'],
        [{ source: { ...plan.source, line: 1 } }, 'plan: source has an unknown field "line"'],
        [{ seeds: 1.5 }, 'plan: seeds must be a whole number from 1 to 4096'],
        [{ seeds: 0 }, 'plan: seeds must be a whole number from 1 to 4096'],
        [{ seeds: 4097 }, 'plan: seeds must be a whole number from 1 to 4096'],
        [{ prediction: '1' }, 'plan: prediction must be an object'],
        [{ prediction: { exponent: 1 } }, 'plan: prediction.exponent must be a string'],
        [{ prediction: { exponent: '1.5' } }, 'plan: prediction.exponent must be a rational like "3/2"'],
        [{ prediction: { exponent: '1/0' } }, 'plan: prediction.exponent must be a rational like "3/2"'],
        [{ prediction: { exponent: '1', curve: [1, 2] } }, 'plan: prediction has an unknown field "curve"'],
        [{ budget: { seconds: 0 } }, 'plan: budget.seconds must be a number > 0'],
        [{ budget: { hours: 1 } }, 'plan: budget has an unknown field "hours"'],
        [{ margin: 0 }, 'plan: margin must be a number > 0'],
        [{ precision: 'half' }, 'plan: precision must be "single" or "double" or "tf32"'],
        [{ precision: undefined }, 'plan: precision must be "single" or "double" or "tf32"'],
        [{ sizes: plan.sizes.slice(0, 1) }, 'plan: sizes must be a list of at least 2'],
        [{ sizes: {} }, 'plan: sizes must be a list of at least 2'],
        [{ sizes: plan.sizes.toReversed() }, 'plan: sizes must be in ascending order of value'],
        [{ sizes: [plan.sizes[0], plan.sizes[0]] }, 'plan: sizes must be in ascending order of value'],
        [{ sizes: [7, plan.sizes[0]] }, 'plan: sizes[0] must be an object'],
        [first(plan, { value: -1 }), 'plan: sizes[0].value must be a number > 0'],
        [first(plan, { note: 1 }), 'plan: sizes[0].note must be a string'],
        [first(plan, { widths: [] }), 'plan: sizes[0] has an unknown field "widths"'],
        [{ observable: 'samples' }, 'plan: observable must be an object'],
        [{ observable: { kind: 'size', at: 1 } }, 'plan: observable has an unknown field "at"'],
      ]),
    );

  it('knows rationals', () => {
    for (const [text, value] of [
      ['3/2', 1.5],
      ['-2', -2],
      ['0', 0],
      ['-1/4', -0.25],
    ] as const)
      assert.equal(rationalValue(text), value);
  });
});
