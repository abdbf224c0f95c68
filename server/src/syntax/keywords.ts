/**
 * The one table of keywords: it feeds the parser, the colouring grammar, completion and docs/language.md.
 *
 * Keywords are contextual: outside the place named here a word is an ordinary name. Only the words of the place
 * `expression` may never be names, because they end or begin a part of an expression.
 */

export type Place =
  | 'statement'
  | 'network'
  | 'posterior'
  | 'training'
  | 'verify'
  | 'activation'
  | 'pattern'
  | 'module'
  | 'header'
  | 'expression';

export interface Keyword {
  readonly word: string;
  /** Where it may stand: at the start of a statement, of an item in such a block, inside a header or an expression. */
  readonly place: Place;
  readonly doc: string;
  /** The shape, as completion and the reference show it. */
  readonly shape: string;
  /** `reserved`: the shape is read already, the meaning comes in a later version. */
  readonly status: 'in use' | 'reserved';
}

const used = (place: Place, word: string, shape: string, doc: string): Keyword => ({
  word,
  place,
  shape,
  doc,
  status: 'in use',
});
const reserved = (place: Place, word: string, shape: string, doc: string): Keyword => ({
  ...used(place, word, shape, doc),
  status: 'reserved',
});

const source = (place: Place) => used(place, 'source', 'source "arXiv:…"', 'Where the rule comes from.');
const because = (place: Place) => used(place, 'because', 'because "…"', 'The reason, in one sentence.');

export const keywords: readonly Keyword[] = [
  used('statement', 'scale', 'scale N = d^a, 0 <= a <= 6', 'Declares a quantity that grows.'),
  used(
    'statement',
    'exponent',
    'exponent c, -1 <= c <= 1',
    'Declares a free exponent that belongs to no scale.',
  ),
  used(
    'statement',
    'assume',
    'assume N1 >> d, N2 <= N1',
    'Restricts the region in which everything below is meant.',
  ),
  used('statement', 'let', 'let E = M*d + N/M', 'Gives an order a name.'),
  used('statement', 'import', 'import "other.scale"', 'Brings in the declarations of another text.'),
  used('statement', 'data', 'data x : gaussian(d)', 'Declares the inputs and their distribution.'),
  used('statement', 'target', 'target y = He3(w . x)', 'Declares the function to be learnt.'),
  used('statement', 'network', 'network f(x) { … }', 'Declares a network, layer by layer.'),
  used(
    'statement',
    'posterior',
    'posterior p of f on y { … }',
    'Declares a Bayesian network trained on a target.',
  ),
  reserved('statement', 'training', 'training t of f { … }', 'Declares a network trained by an optimiser.'),
  used(
    'statement',
    'claim',
    'claim E ~ sqrt(N*d) when N >= d',
    'States what should follow; it is proved or refuted.',
  ),
  used('statement', 'verify', 'verify samples(p) { … }', 'Measures an exponent by training networks.'),
  used('statement', 'activation', 'activation erf { … }', 'Declares an activation (library).'),
  used(
    'statement',
    'pattern',
    'pattern lazy on layer of feature j { … }',
    'Declares a feature-learning pattern (library).',
  ),
  used(
    'statement',
    'module',
    'module dense(input, width) of feature j { … }',
    'Declares a kind of layer (library).',
  ),
  reserved('statement', 'optimizer', 'optimizer NAME { … }', 'Declares an optimiser.'),
  reserved(
    'statement',
    'parametrization',
    'parametrization NAME { … }',
    'Declares multipliers, initialisation and rates.',
  ),
  reserved('statement', 'limit', 'limit n before L', 'Says which scale goes to infinity first.'),

  used('network', 'out', 'out dense(h, 1)', 'The output of the network.'),
  reserved('network', 'repeat', 'repeat L { … }', 'Repeats layers L times, as residual blocks do.'),

  used('posterior', 'ridge', 'ridge kappa', 'The ridge parameter (noise variance) of the posterior.'),
  used(
    'posterior',
    'patterns',
    'patterns lazy, specialization',
    'The patterns that layers may choose; all if absent.',
  ),
  used('posterior', 'coherence', 'coherence off', 'Switches a named requirement of the patterns off.'),

  reserved('training', 'optimizer', 'optimizer sgd', 'The optimiser.'),
  reserved('training', 'parametrization', 'parametrization mup', 'The parametrization by width and depth.'),
  reserved('training', 'rate', 'rate u = L^c', 'The learning rate of a layer.'),

  used('verify', 'seeds', 'seeds 16', 'How many independent data sets at each size.'),
  used('verify', 'sizes', 'sizes 4', 'How many sizes in the range, evenly spaced in the logarithm.'),
  used('verify', 'seconds', 'seconds 110', 'How long the run may take.'),
  used('verify', 'effort', 'effort 3', 'How long the chains are, in multiples of the usual length.'),
  used('verify', 'expect', 'expect 3/2', 'The exponent to test, instead of the derived one.'),

  used('activation', 'degrees', 'degrees odd', 'Which Hermite components the activation has.'),
  source('activation'),
  because('activation'),

  used('pattern', 'choose', 'choose M in [1, layer.width]', 'A parameter over which the cost is minimised.'),
  used(
    'pattern',
    'require',
    'require coherence: M >= 1',
    'A condition on the parameters; its name makes it switchable.',
  ),
  used('pattern', 'cost', 'cost M * mu2', 'What the pattern adds to the energy.'),
  used('pattern', 'norm', 'norm(k) = layer.width / M for j | k', 'The norm of feature k in the next kernel.'),
  used('pattern', 'define', 'define count = M', 'A quantity that claims can ask for, as in `count(p.h2)`.'),
  source('pattern'),
  because('pattern'),

  used('module', 'units', 'units width', 'How many units a pattern may act on.'),
  used(
    'module',
    'positions',
    'positions positions(input) / patch',
    'How many positions are left; one if absent.',
  ),
  used('module', 'activation', 'activation softmax', 'The activation that is part of the module.'),
  used(
    'module',
    'norm',
    'norm(units, j) = norm(input, j) * positions(input)',
    'The norm of a feature: among the units before any activation, or, as `norm(output, k)`, handed on.',
  ),
  source('module'),
  because('module'),

  used('header', 'on', 'posterior p of f on y', 'Names the target, or the layer of a pattern.'),
  used('header', 'feature', 'of feature j', 'Names the degree of the incoming feature.'),
  used('header', 'before', 'limit n before L', 'Orders two limits.'),

  used(
    'expression',
    'minimize',
    'minimize over M in [1, N] of M*d + N/M',
    'The least order over the choices.',
  ),
  used('expression', 'over', 'minimize over M in [1, N] of …', 'Begins the choices.'),
  used('expression', 'in', 'M in [1, N]', 'Gives a choice or a size its range.'),
  used('expression', 'of', 'minimize over … of BODY', 'Begins what is minimised; also "posterior p of f".'),
  used('expression', 'when', 'claim … when c <= 0, N >= d', 'Begins the conditions of a claim.'),
  used('expression', 'for', 'norm(k) = … for j | k', 'Begins the condition of a norm.'),
];

/** The keywords that may stand at a place. */
export function keywordsAt(place: Place): readonly Keyword[] {
  return [...(table.get(place)?.values() ?? [])];
}

export function keyword(word: string, place: Place): Keyword | undefined {
  return table.get(place)?.get(word);
}

const table = new Map<Place, Map<string, Keyword>>();
for (const entry of keywords) {
  const words = table.get(entry.place) ?? new Map<string, Keyword>();
  table.set(entry.place, words.set(entry.word, entry));
}
