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
  | 'optimizer'
  | 'parametrization'
  | 'weights'
  | 'alignment'
  | 'curve'
  | 'resource'
  | 'header'
  | 'expression';

export interface Keyword {
  readonly word: string;
  /**
   * Where it may stand: at the start of a statement, of an item in such a block, inside a header or an expression;
   * `weights`: among the kinds of weights in a parametrization.
   */
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
  used('statement', 'training', 'training t of f { … }', 'Declares a network trained by an optimiser.'),
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
  used(
    'statement',
    'optimizer',
    'optimizer shampoo(e, blocks) { … }',
    'Declares the size of the updates of an optimiser (library).',
  ),
  used(
    'statement',
    'parametrization',
    'parametrization residual(alpha) { … }',
    'Declares multipliers, initialisation and rates (library).',
  ),
  used(
    'statement',
    'alignment',
    'alignment full { … }',
    'Declares how updates and weights align with what they act on (library).',
  ),
  used(
    'statement',
    'curve',
    'curve e of y { samples P; width N }',
    'Declares a learning curve: the error of a kernel machine on a target.',
  ),
  used('statement', 'resource', 'resource width { … }', 'Declares what limits a learning curve (library).'),
  reserved('statement', 'limit', 'limit n before L', 'Says which scale goes to infinity first.'),

  used('network', 'out', 'out dense(h, 1)', 'The output of the network.'),
  used('network', 'repeat', 'repeat L { … }', 'Repeats layers L times, as residual blocks do.'),

  used('posterior', 'ridge', 'ridge kappa', 'The ridge parameter (noise variance) of the posterior.'),
  used(
    'posterior',
    'patterns',
    'patterns lazy, specialization',
    'The patterns that layers may choose; all if absent.',
  ),
  used('posterior', 'coherence', 'coherence off', 'Switches a named requirement of the patterns off.'),

  used('training', 'optimizer', 'optimizer sgd', 'The optimiser, with its parameters if it has any.'),
  used(
    'training',
    'parametrization',
    'parametrization mup',
    'The multipliers, initialisation and rates, with the parameters if there are any.',
  ),
  used('training', 'alignment', 'alignment full', 'How updates align with what they act on.'),
  used(
    'training',
    'rate',
    'rate u = L^c',
    'The learning rate of a weight, or of all; `maximal` is the largest stable one.',
  ),
  used('training', 'multiplier', 'multiplier u = n^-1', 'The factor in front of a weight, or of all.'),
  used(
    'training',
    'init',
    'init u = n^(-1/2)',
    'The standard deviation of a weight, or of all, at initialisation.',
  ),

  used('verify', 'seeds', 'seeds 16', 'How many independent runs at each size.'),
  used('verify', 'sizes', 'sizes 4', 'How many sizes in the range, evenly spaced in the logarithm.'),
  used('verify', 'seconds', 'seconds 110', 'How long the run may take.'),
  used('verify', 'effort', 'effort 3', 'How long the chains are, in multiples of the usual length.'),
  used('verify', 'steps', 'steps 2', 'How many steps a training takes.'),
  used('verify', 'batch', 'batch 8', 'How many samples a training sees.'),
  used('verify', 'rate', 'rate 1/10', 'The number by which all learning rates are multiplied.'),
  used('verify', 'samples', 'samples 20*d', 'How many samples a posterior has seen.'),
  used('verify', 'margin', 'margin 1/10', 'The difference of exponents that matters.'),
  used(
    'verify',
    'precision',
    'precision double',
    'The numbers to compute with: `single`, `double` or `tf32`.',
  ),
  used('verify', 'expect', 'expect 3/2', 'The exponent to test, instead of the derived one.'),

  used('activation', 'degrees', 'degrees odd', 'Which Hermite components the activation has.'),
  used('activation', 'growth', 'growth linear', 'How large it is at large arguments: `linear` or `bounded`.'),
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
  used(
    'module',
    'build',
    'build weights(windows(input, patch), channels)',
    'How it is made of the steps that trainers have; without it, it cannot be verified by training.',
  ),
  source('module'),
  because('module'),

  used('optimizer', 'update', 'update gradient', 'The size of an entry of the update at rate 1.'),
  used('optimizer', 'epsilon', 'epsilon gradient', 'The largest damping that does not matter.'),
  source('optimizer'),
  because('optimizer'),

  used(
    'parametrization',
    'multiplier',
    'multiplier output = fan_in^-1',
    'The factor in front of weights of these kinds; one if absent.',
  ),
  used(
    'parametrization',
    'init',
    'init input, hidden = fan_in^(-1/2)',
    'The standard deviation of weights of these kinds; `fan_in^(-1/2)` if absent, for biases and gains 1.',
  ),
  used(
    'parametrization',
    'rate',
    'rate hidden = fan_in^-1 for adam, adamw',
    'The learning rate of weights of these kinds.',
  ),
  source('parametrization'),
  because('parametrization'),

  used('weights', 'input', 'rate input = fan_out', 'Weights that read the input of the network.'),
  used('weights', 'hidden', 'rate hidden = 1', 'Weights between layers.'),
  used('weights', 'output', 'multiplier output = fan_in^-1', 'The weights of `out`.'),
  used('weights', 'bias', 'rate bias = fan_out', 'Trainable biases.'),
  used('weights', 'gain', 'rate gain = 1', 'The gains of normalisations.'),
  used(
    'weights',
    'branch',
    'multiplier branch = depth^(-1/2)',
    'The multiplier in front of residual branches that write none themselves.',
  ),
  used('weights', 'logits', 'multiplier logits = fan_in^-1', 'The multiplier of the logits of attention.'),

  used(
    'alignment',
    'alpha',
    'alpha 1',
    'Updates against their inputs: the update of a layer grows by fan_in^alpha.',
  ),
  used(
    'alignment',
    'omega',
    'omega 1/2',
    'Initial weights against the change of their inputs: fan_in^omega in a read-out.',
  ),
  used('alignment', 'u', 'u 1', 'Updates against the change of their inputs: fan_in^u.'),
  source('alignment'),
  because('alignment'),

  used('resource', 'modes', 'modes width', 'How many modes of the target it lets one see; all if absent.'),
  used('resource', 'error', 'error modes^(1 - spectrum) / width', 'What it adds to the error by itself.'),
  used('resource', 'excludes', 'excludes samples', 'What no curve has together with it.'),
  source('resource'),
  because('resource'),

  used('header', 'on', 'posterior p of f on y', 'Names the target, or the layer of a pattern.'),
  used('header', 'feature', 'of feature j', 'Names the degree of the incoming feature.'),
  used('header', 'tied', 'repeat L tied { … }', 'All passes of the block share their weights.'),
  reserved('header', 'before', 'limit n before L', 'Orders two limits.'),

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
  used(
    'expression',
    'for',
    'norm(k) = … for j | k',
    'Begins the condition of a norm, or the optimisers of a rate.',
  ),
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
