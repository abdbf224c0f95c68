import { Form } from '../../orders';
import type { PicturedPiece } from './pictured';
import { X, Y } from './polygon';
import type { Slice } from './slice';

/**
 * The equation of a line of the plane over the coordinates of the text: a constraint of the pieces beside it, which holds on other
 * planes too, or the line in terms of the axes. The side that has the axes in it stands first, y before x.
 */
export function equationOf(line: Form, beside: readonly PicturedPiece[], { axes, coordinates }: Slice): Form {
  const upward = (form: Form): Form => {
    const slope = form.coefficient(Y).isZero() ? form.coefficient(X) : form.coefficient(Y);
    return slope.sign() < 0 ? form.negate() : form;
  };
  const wanted = primitive(upward(line));
  for (const { form } of beside.flatMap((piece) => piece.region.reduced().constraints)) {
    const here = form.substitute(coordinates);
    if (!here.isConstant() && primitive(upward(here)).equals(wanted))
      return upward(here) === here ? form : form.negate();
  }
  const [x = Form.zero, y = Form.zero] = axes;
  const named = new Map([
    [X, x],
    [Y, y],
  ]);
  return upward(line).substitute(named);
}

/** The positive multiple with coprime whole coefficients. */
const primitive = (form: Form): Form => form.times(form.whole().scale);
