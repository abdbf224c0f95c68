// Path data as short as it gets: a formula's picture travels percent-encoded inside a hover, which has a size limit.
import type { Command } from 'opentype.js';

/**
 * SVG path data with relative whole-number coordinates. Every point is rounded on its own, so that rounding errors do
 * not add up along the outline; a quadratic curve that continues the last one smoothly (TrueType's usual case) leaves
 * its control point out.
 */
export function compactPath(commands: readonly Command[]): string {
  let data = '';
  let last = '';
  let [x, y, startX, startY] = [0, 0, 0, 0];
  let smooth: readonly [number, number] = [0, 0];
  const write = (letter: string, ...values: number[]): void => {
    const [first = 0, ...rest] = values;
    data += letter === last ? separated(first) : letter + first;
    data += rest.map(separated).join('');
    last = letter;
  };
  for (const command of commands) {
    if (command.type === 'Z') {
      data += 'z';
      last = 'z';
      [x, y] = [startX, startY];
      continue;
    }
    const [toX, toY] = [Math.round(command.x), Math.round(command.y)];
    const [dx, dy] = [toX - x, toY - y];
    // Draws nothing, and the curve before it goes on after it.
    if (command.type === 'L' && dx === 0 && dy === 0) continue;
    let control: readonly [number, number] = [0, 0];
    if (command.type === 'M') {
      write('m', dx, dy);
      [startX, startY] = [toX, toY];
    } else if (command.type === 'L') {
      if (dy === 0) write('h', dx);
      else if (dx === 0) write('v', dy);
      else write('l', dx, dy);
    } else if (command.type === 'Q') {
      control = [Math.round(command.x1) - x, Math.round(command.y1) - y];
      const continues = 'qt'.includes(last) && control[0] === smooth[0] && control[1] === smooth[1];
      if (continues) write('t', dx, dy);
      else write('q', ...control, dx, dy);
      control = [dx - control[0], dy - control[1]];
    } else {
      throw new Error('a TrueType outline has no cubic curves');
    }
    smooth = control;
    [x, y] = [toX, toY];
  }
  return data;
}

/** A number that follows another one: a minus sign already tells them apart. */
const separated = (value: number): string => (value < 0 ? `${value}` : `,${value}`);
