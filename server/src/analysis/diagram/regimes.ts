import { word } from '../../orders';
import { once } from '../derivation';
import type { Pictured } from './pictured';
import type { Training } from '../dynamics/declaration';
import { regimesOf } from '../dynamics/regimes';
import type { Analysis, TrainingResult } from '../facts';

/** By training, which survives edits elsewhere: so do diagrams of its pieces. */
const known = new WeakMap<Training, Pictured>();

/** The regimes of a training, for a diagram. */
export function regimePicture(result: TrainingResult): Pictured {
  const pieces = once(() =>
    regimesOf(result).map(({ name, detail, region }) => ({ region, formula: word(name), pattern: [detail] })),
  );
  const picture = known.get(result.training) ?? {
    name: regimesName(result),
    get pieces() {
      return pieces();
    },
  };
  known.set(result.training, picture);
  return picture;
}

export const regimesName = ({ training }: Pick<TrainingResult, 'training'>): string =>
  `stable(${training.statement.name.text})`;

/** All that can be drawn: the regimes of trainings as `stable(t)`, and orders by their names. */
export function allPictured({ facts, trainings }: Analysis): readonly Pictured[] {
  return [...trainings.map(regimePicture), ...facts];
}
