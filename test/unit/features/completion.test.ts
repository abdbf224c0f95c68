import assert from 'node:assert/strict';
import { InsertTextFormat } from 'vscode-languageserver-protocol';
import { completion } from '../../../server/src/features/completion';
import { withDocumentation } from '../../../server/src/features/completion-documentation';
import { SNIPPETS } from '../../../server/src/features/snippets';
import { parse } from '../../../server/src/syntax/parse';
import { check, network, theme } from './fixture';

/** The labels offered at `$0`. */
async function at(source: string): Promise<string[]> {
  const { snapshot, text, cursor } = await check(source);
  return completion(text, cursor, snapshot, true).items.map((item) => item.label);
}

async function checkOffers(
  source: string,
  some: readonly string[],
  none: readonly string[] = [],
): Promise<void> {
  const labels = await at(source);
  for (const label of some) assert.ok(labels.includes(label), `${label} in ${labels.join(', ')}`);
  for (const label of none) assert.ok(!labels.includes(label), `${label} not in ${labels.join(', ')}`);
  assert.equal(new Set(labels).size, labels.length, 'something is offered twice');
}

const rules =
  'optimizer nag { update gradient }\nparametrization q(beta) { }\nalignment half { alpha 1/2 }\n';
const training = (item: string): string => `${network}${rules}training t of f {\n  ${item}\n}`;

const curve = (samples: string): string =>
  `scale P\ndata x : spectrum(k^-2)\ntarget y = source(x, k^-2)\ncurve e of y { samples ${samples} }\n`;

const module = (item: string): string => `module m(input, width) of feature j {\n  ${item}\n}`;

describe('completion', () => {
  const cases: [string, string, string[], string[]?][] = [
    ['statements on a new line', `${network}$0`, ['scale', 'claim', 'verify', 'posterior'], ['ridge', 'd']],
    ['statements for a word begun', `${network}cl$0`, ['claim']],
    ['statements in an empty text', '$0', ['scale']],
    ['nothing where a name is invented', `${network}scale $0`, [], ['d', 'scale']],
    [
      'scales and functions in an order',
      `${network}let E = $0`,
      ['d', 'N', 'sqrt', 'minimize', 'samples(p)'],
    ],
    ['orders in a claim', `${network}let E = d\nclaim $0`, ['E', 'samples(p)', 'energy(p)', 'count(p.h)']],
    ['conditions after a claim', `${network}claim samples(p) ~ d $0`, ['when']],
    ['exponents after a power', 'scale d\nscale N = d^a\nscale M = d^$0', ['a']],
    ['posteriors as arguments', `${network}claim samples($0`, ['p'], ['d', 'lazy']],
    ['patterns as further arguments', `${network}claim samples(p, $0`, ['lazy', 'gfl'], ['p', 'd']],
    ['layers for a count', `${network}claim count($0`, ['p.h'], ['p']],
    ['layers behind a dot', `${network}claim count(p.$0`, ['h'], ['p', 'd']],
    ['thresholds at the beginning of a claim', `${network}claim $0`, ['threshold'], ['gaussian']],
    ['no thresholds further on', `${network}claim samples(p) ~ $0`, ['N'], ['threshold']],
    [
      'orders of a threshold',
      `${network}claim threshold($0`,
      ['samples(p)', 'count(p.h)'],
      ['pattern(p)', 'N'],
    ],
    ['scales of a threshold', `${network}claim threshold(samples(p), $0`, ['N', 'd'], ['lazy', 'samples(p)']],
    ['patterns for a pattern', `${network}claim pattern(p) = $0`, ['lazy', 'specialization'], ['d']],
    ['distributions', 'scale d\ndata x : $0', ['gaussian', 'sequence'], ['patch']],
    ['the token that asks', network.replace('w . x', 'w . x.$0'), ['query'], ['d']],
    ['what a feature is of', network.replace('w . x', 'w . $0x'), ['x', 'patch'], ['d', 'erf']],
    ['sizes of patches', network.replace('w . x', 'w . patch(x, $0)'), ['N'], ['x']],
    ['Hermite polynomials', `${network}target z = $0`, ['He3'], ['d']],
    ['of in the head of a posterior', `${network}posterior q $0`, ['of'], ['f']],
    ['networks', `${network}posterior q of $0`, ['f'], ['y']],
    ['on in the head of a posterior', `${network}posterior q of f $0`, ['on']],
    ['targets', `${network}posterior q of f on $0`, ['y'], ['f']],
    ['settings of a posterior', `${network}posterior q of f on y { $0 }`, ['ridge', 'patterns', 'coherence']],
    ['values of a ridge', `${network}posterior q of f on y { ridge $0 }`, ['N'], ['lazy', 'ridge']],
    ['patterns to choose from', `${network}posterior q of f on y { patterns lazy, $0 }`, ['gfl'], ['N']],
    ['on and off', `${network}posterior q of f on y { coherence $0 }`, ['off'], ['N']],
    ['items of a network', network.replace('  out', '  $0\n  out'), ['out'], ['ridge', 'scale']],
    ['layers and activations', network.replace('dense(erf', 'dense($0erf'), ['erf', 'tanh', 'h'], ['lazy']],
    [
      'what a layer is made by',
      network.replace('  out', '  g = $0\n  out'),
      ['dense', 'conv', 'attention'],
      ['sqrt', 'lazy'],
    ],
    ['sizes of a module', network.replace('(x, N)', '(x, N, $0)').replace('dense', 'conv'), ['N'], ['erf']],
    ['widths', network.replace('(x, N)', '(x, $0)'), ['N'], ['erf']],
    ['what is measured', `${network}verify $0`, ['samples(p)'], ['energy(p)', 'pattern(p)', 'count(p.h)']],
    ['the word after minimize', `${network}let E = minimize $0`, ['over'], ['d', 'N', 'of']],
    ['no exponents as orders in a claim', `${network}claim $0`, ['N'], ['a']],
    ['no exponents as orders in an order', `${network}let E = $0`, ['N'], ['a']],
    ['exponents in a condition', `${network}claim samples(p) ~ d when $0`, ['a', 'N']],
    [
      'properties in a condition',
      `${network}training t of f { optimizer sgd; parametrization mup }\nclaim samples(p) ~ d when a <= 1, $0`,
      ['a', 'N', 'stable(t)'],
    ],
    ['scales behind a pattern', `${network}claim pattern(p) = lazy when $0`, ['a', 'N'], ['lazy']],
    ['exponents in a power', `${network}let E = d^(1 + $0`, ['a'], ['sqrt']],
    [
      'layers of the network that are there already',
      network
        .replace('  out', '  g = dense(erf($0h), N)\n  out')
        .replace('network f', 'network e(z) {\n  g = dense(z, N)\n}\nnetwork f'),
      ['h', 'x'],
      ['g', 'z'],
    ],
    ['a layer that is there already', network.replace('  out', '  h = $0\n  out'), ['h']],
    ['items of a verify block', `${network}verify samples(p) { $0 }`, ['seeds', 'd'], ['scale']],
    ['degrees of an activation', 'activation q {\n  degrees $0\n}', ['odd', 'all']],
    ['how an activation grows', 'activation q {\n  growth $0\n}', ['bounded'], ['odd']],
    ['parts of a layer in a pattern', 'pattern q on layer of feature j {\n  cost layer.$0\n}', ['width']],
    ['items of a module', module('$0'), ['units', 'norm', 'because'], ['cost', 'scale']],
    [
      'what a module may speak of',
      `${module('units 1').replaceAll('width', 'heads')}\n${module('units $0')}`,
      ['input', 'width', 'positions', 'norm'],
      ['erf', 'dense', 'heads'],
    ],
    ['activations of a module', module('activation $0'), ['softmax'], ['width']],
    ['steps of a module', module('build $0'), ['weights', 'windows', 'input', 'positions'], ['norm', 'sqrt']],
    ['steps within steps', module('build weights(me$0'), ['mean', 'input', 'width'], ['erf']],
    ['the head of a module', 'module m(input) $0', ['of'], ['feature']],
    ['the head of a module further on', 'module m(input) of $0', ['feature'], ['of']],
    ['networks to train', `${network}training t of $0`, ['f'], ['y']],
    [
      'settings of a training',
      training('$0'),
      ['optimizer', 'rate', 'init', 'alignment'],
      ['ridge', 'update'],
    ],
    ['optimizers', training('optimizer $0'), ['nag'], ['q', 'half', 'N']],
    ['exponents and orders as arguments', training('parametrization q($0'), ['a', 'N'], ['q', 'nag']],
    ['parametrizations', training('parametrization $0'), ['q'], ['nag', 'half', 'N']],
    ['alignments', training('alignment $0'), ['half'], ['nag', 'q', 'N']],
    ['weights and orders of a rate', training('rate $0'), ['h', 'maximal', 'N'], ['nag', 'x']],
    ['orders of the rate of a weight', training('rate h = $0'), ['maximal', 'N'], ['h']],
    ['no largest deviation', training('init h = $0'), ['N'], ['h', 'maximal']],
    [
      'layers of a training behind a dot',
      `${training('rate maximal')}\nclaim update(t.$0`,
      ['h'],
      ['t', 'd'],
    ],
    ['distributions of data, the spectrum among them', 'data x : $0', ['spectrum', 'gaussian']],
    ['data of a source', `${curve('P')}target z = source($0`, ['x'], ['P', 'y']],
    ['targets of a curve', `${curve('P')}curve f of $0`, ['y'], ['P', 'x', 'e']],
    ['resources of a curve', curve('P; $0'), ['width', 'time', 'ridge'], ['P', 'samples(e)', 'modes']],
    ['how much there is of a resource', curve('$0'), ['P'], ['width', 'y']],
    ['curves in a claim', `${curve('P')}claim $0`, ['error(e)', 'modes(e)', 'threshold'], ['samples(e)']],
    ['curves as arguments', `${curve('P')}claim error($0`, ['e'], ['P', 'y']],
    ['items of a resource', 'resource r {\n  $0\n}', ['modes', 'error', 'excludes', 'because'], ['rate']],
    ['what a rule of a resource speaks of', 'resource r {\n  error $0\n}', ['modes', 'samples'], ['rate']],
    ['items of an optimizer', 'optimizer m {\n  $0\n}', ['update', 'epsilon', 'source'], ['rate']],
    [
      'what an update is made of',
      'optimizer m(e) {\n  update $0\n}',
      ['gradient', 'fan_in', 'weight', 'e', 'sqrt'],
      ['update', 'for'],
    ],
    ['items of a parametrization', 'parametrization m {\n  $0\n}', ['multiplier', 'init', 'rate'], ['alpha']],
    ['kinds of weights', 'parametrization m {\n  rate hidden, $0\n}', ['bias', 'output'], ['fan_in']],
    [
      'orders of weights',
      'parametrization m(b) {\n  rate bias = $0\n}',
      ['fan_in', 'depth', 'b', 'for'],
      ['bias'],
    ],
    [
      'optimizers of a rate',
      `${rules}parametrization m {\n  rate bias = fan_in for nag, $0\n}`,
      ['nag'],
      ['fan_in', 'for', 'q'],
    ],
    ['items of an alignment', 'alignment m {\n  $0\n}', ['alpha', 'omega', 'u', 'because'], ['rate']],
    ['weights that are tied', network.replace('  out', '  repeat N $0\n  out'), ['tied'], ['out']],
    ['items of a pattern', 'pattern q on layer of feature j {\n  $0\n}', ['choose', 'cost', 'norm']],
  ];
  for (const [what, source, some, none] of cases) it(`offers ${what}`, () => checkOffers(source, some, none));

  it('offers quantities before scales where a claim begins', async () => {
    const { snapshot, text, cursor } = await check(`${network}claim $0`);
    const sorted = completion(text, cursor, snapshot, true).items.toSorted((a, b) =>
      (a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1,
    );
    assert.deepEqual(
      sorted.slice(0, 5).map(({ label }) => label),
      ['count(p.h)', 'energy(p)', 'pattern(p)', 'samples(p)', 'threshold'],
    );
  });

  it('offers nothing in comments and texts', async () => {
    for (const source of ['// $0', 'scale d /* $0 */', 'import "$0"', 'import "o$0'])
      assert.deepEqual(await at(source), [], source);
  });

  it('never fails, wherever the cursor is', async () => {
    const { snapshot, text } = await check(
      `${network}claim pattern(p) = lazy\nverify samples(p) { d in 8 .. 9 }\n} ) {`,
    );
    for (let offset = 0; offset <= text.length; offset++) completion(text, offset, snapshot, true);
  });

  it('writes snippets only for clients that know them', async () => {
    const { snapshot } = await check('');
    const scale = (snippets: boolean) =>
      completion('', 0, snapshot, snippets).items.find((item) => item.label === 'scale');
    assert.equal(scale(true)?.insertTextFormat, InsertTextFormat.Snippet);
    assert.equal(scale(false)?.insertText, undefined);
  });

  it('writes an item where the word begins a statement elsewhere', async () => {
    const { snapshot, text, cursor } = await check(module('act$0'));
    const { items } = completion(text, cursor, snapshot, true);
    assert.equal(items.find((item) => item.label === 'activation')?.insertText, undefined);
  });

  it('writes snippets that the parser reads', () => {
    const around: Record<string, string> = { network: 'network f(x) { # }', expression: 'let E = #' };
    const filled = (snippet: string): string =>
      snippet
        .replace(/\$\{0\}/g, 'd')
        .replace(/\$\{\d+:([^}]*)\}/g, '$1')
        .replace(/\$\{\d+\}/g, 'x');
    const texts = Object.entries(SNIPPETS).flatMap(([place, snippets]) =>
      Object.values(snippets).map((snippet) => (around[place] ?? '#').replace('#', () => filled(snippet))),
    );
    assert.ok(texts.length >= 16);
    for (const text of texts) assert.deepEqual(parse(text).diagnostics, [], text);
  });

  it('documents an item when it is asked for', async () => {
    const { snapshot, text, cursor } = await check(`${network}let E = $0`);
    const { items } = completion(text, cursor, snapshot, true);
    const documented = (label: string): string => {
      const item = items.find((i) => i.label === label);
      assert.ok(item, label);
      return (withDocumentation(item, snapshot, theme).documentation as { value: string }).value;
    };
    assert.match(documented('samples(p)'), /!\[/);
    assert.match(documented('N'), /scale N = d\^a/);
    assert.match(documented('sqrt'), /square root/);
  });
});
