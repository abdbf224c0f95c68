// The part of katex.css (0.19.1) that gives the build tree its shape, as data. A class that is not here is not
// understood, and then neither is the formula.
import { Unsupported, type SpanNode, type TextNode } from './build-tree';
import type { Face } from './fonts';

/** What a node inherits from its ancestors. */
export interface Inherited {
  /** Font size, in the formula's em. */
  size: number;
  face: Face;
  /** text-align: 0 for left, ½ for centre, 1 for right. */
  align: number;
}

/** At the top of a formula: a displayed one stands in a centred paragraph, one in a sentence does not. */
export const outermost = (display: boolean): Inherited => ({
  size: 1,
  face: { family: 'Main', bold: false, italic: false },
  align: display ? 0.5 : 0,
});

/** `font-family`, `font-weight` and `font-style`, in the order of the style sheet: the last that applies wins. */
const faces: Record<string, Partial<Face>> = {
  textbf: { bold: true },
  textit: { italic: true },
  textrm: { family: 'Main' },
  mathnormal: { family: 'Math', italic: true },
  mathit: { family: 'Main', italic: true },
  mathrm: { italic: false },
  mathbf: { family: 'Main', bold: true },
  boldsymbol: { family: 'Math', bold: true, italic: true },
  amsrm: { family: 'AMS' },
  mathbb: { family: 'AMS' },
  textbb: { family: 'AMS' },
  mathcal: { family: 'Caligraphic' },
  mainrm: { family: 'Main', italic: false },
  'delim-size1': { family: 'Size1' },
  'delim-size4': { family: 'Size4' },
  'small-op': { family: 'Size1' },
  'large-op': { family: 'Size2' },
};

const alignments: Record<string, number> = {
  msupsub: 0,
  mfrac: 0.5,
  'op-limits': 0.5,
  'katex-accent': 0.5,
  'x-arrow': 0.5,
  mover: 0.5,
  munder: 0.5,
  'col-align-l': 0,
  'col-align-c': 0.5,
  'col-align-r': 1,
  'svg-align': 0,
};

/** `font-size` of size1 … size11, times the base size. */
const sizes = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.44, 1.728, 2.074, 2.488];

/** Classes with a box of their own; see layout.ts. */
const boxes = 'vlist-t katex-strut katex-root nulldelimiter accent-body x-arrow-pad llap rlap clap'.split(
  ' ',
);
const stretching = [
  'frac-line',
  'overline-line',
  'underline-line',
  'katex-hline',
  'hide-tail',
  'katex-stretchy',
];
const stretchingParts = ['brace-left', 'brace-center', 'brace-right', 'halfarrow-left', 'halfarrow-right'];

/** Classes that only name a node's role, or whose rules cancel out or repeat the node's style. */
const plain =
  'mord mbin mrel mop mopen mclose mpunct minner mtight mspace nobreak allowbreak text sqrt mtable arraycolsep mult ' +
  'katex-base katex-sizing katex-smash katex-overline katex-underline katex-overlay katex-vbox katex-thinbox ' +
  'katex-inner katex-fix op-symbol delimcenter delimsizing delimsizinginner accentunder vlist-t2';

const understood = new Set([
  '',
  ...Object.keys(faces),
  ...Object.keys(alignments),
  ...sizes.flatMap((_, i) => [`size${i + 1}`, `reset-size${i + 1}`]),
  ...boxes,
  ...stretching,
  ...stretchingParts,
  ...plain.split(' '),
]);

const properties = new Set(
  'position top left height width minWidth marginLeft marginRight paddingLeft borderBottomWidth verticalAlign'.split(
    ' ',
  ),
);

/** What the children of `node` inherit. Throws Unsupported for a class or a property that is not handled. */
export function inherit(node: SpanNode | TextNode, parent: Inherited): Inherited {
  const { classes } = node;
  for (const name of classes) if (!understood.has(name)) throw new Unsupported(`class ${name}`);
  for (const name of Object.keys(node.style))
    if (!properties.has(name)) throw new Unsupported(`style ${name}`);
  let { size, align } = parent;
  let face = parent.face;
  const numbered = (prefix: string): number =>
    Number(
      classes.find((name) => name.startsWith(prefix) && name.length > prefix.length)?.slice(prefix.length),
    );
  if (classes.includes('katex-sizing')) {
    size *= (sizes[numbered('size') - 1] ?? NaN) / (sizes[numbered('reset-size') - 1] ?? NaN);
  } else if (classes.includes('delimsizing') && !classes.includes('mult')) {
    face = { ...face, family: `Size${numbered('size')}` };
  }
  for (const [name, change] of Object.entries(faces))
    if (classes.includes(name)) face = { ...face, ...change };
  for (const name of classes) align = alignments[name] ?? align;
  return { size, face, align };
}

/** A length of the node's style in the formula's em; 0 when it is not set. */
export function length(node: SpanNode | TextNode, property: string, size: number): number {
  const value = node.style[property];
  if (value === undefined) return 0;
  if (!/^-?[\d.]+em$/.test(value)) throw new Unsupported(`length ${value}`);
  return Number.parseFloat(value) * size;
}

/** Whether the node takes the width of the column that it stands in (`width: 100%`). */
export const stretches = (node: SpanNode): boolean => node.classes.some((name) => stretching.includes(name));
