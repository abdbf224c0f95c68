import assert from 'node:assert/strict';
import { definition } from '../../../server/src/features/definition';
import { highlights, references } from '../../../server/src/features/references';
import { rename, renameRange, RenameRefused } from '../../../server/src/features/rename';
import { LEGEND, semanticTokens } from '../../../server/src/features/semantic-tokens';
import { check, LIBRARY_FOLDER, network, shown } from './fixture';

/** Goes to the declaration of the name at `$0`, which is at `«…»`. */
async function checkDefinition(source: string): Promise<void> {
  const { snapshot, cursor, ranges } = await check(source);
  const found = definition(snapshot, cursor);
  assert.deepEqual(
    found.map((l) => [l.targetUri, shown(l.targetSelectionRange)]),
    ranges.map((range) => [snapshot.uri, range]),
  );
}

/** A module as a text may declare it. */
const wide = (name = 'wide', width = 'width'): string => `module ${name}(input, ${width}) of feature j {
  units width
  norm(units, 2*j) = norm(input, j)^2 * positions(input)
  norm(output, k + j) = norm(units, k)
}
`;

/** Optimizers and parametrizations as a text may declare them, and a training that uses them. */
const training = `scale n
scale rate = n^c
network g(x) {
  u = dense(x, n)
  out dense(u, 1)
}
optimizer root(e, size) { update gradient^(1 - 2*e) * size^-e }
parametrization small(alpha) {
  multiplier output = fan_in^(-alpha)
  rate hidden, bias = fan_out * rate for root
}
alignment half { alpha 1/2 }
training t of g {
  optimizer root(1/2, n)
  parametrization small(c)
  alignment half
  rate u = rate
}
claim update(t.u) ~ 1
`;
const inTraining = (declared: string, used: string): string => {
  const [name = ''] = /\w+/.exec(used.split('$0')[1] ?? '') ?? [];
  const marked = declared.replace(new RegExp(`\\b${name}\\b`), `«${name}»`);
  return training.replace(used.replace('$0', ''), used).replace(declared, marked);
};

describe('go to definition', () => {
  const cases: Record<string, string> = {
    'of a scale': 'scale d\nscale «N» = d^a\nlet E = $0N*d',
    'of an exponent that a scale brings in': 'scale d\nscale N = d^«a», 0 <= $0a <= 2',
    'of an order': 'scale d\nlet «E» = d\nlet F = E$0^2',
    'of an order that is declared later': 'scale d\nlet F = E$0^2\nlet «E» = d',
    'of a chosen parameter': 'scale d\nlet E = minimize over «M» in [1, d] of d + $0M',
    'of the outer name outside of its minimum':
      'scale d\nscale «M»\nlet E = M$0 + minimize over M in [1, d] of M',
    'of the data': network.replace('x :', '«x» :').replace('. x', '. $0x'),
    'of the parameter of a network': network.replace('f(x)', 'f(«x»)').replace('(x, N)', '($0x, N)'),
    'of a layer': network.replace('  h =', '  «h» =').replace('erf(h)', 'erf($0h)'),
    'of a layer, asked for by a posterior': `${network.replace('  h =', '  «h» =')}claim count(p.$0h) ~ 1`,
    'of a network': network.replace('network f', 'network «f»').replace('of f', 'of $0f'),
    'of a posterior': `${network.replace('posterior p', 'posterior «p»')}claim energy($0p) ~ d`,
    'of a name in a text with mistakes': 'scale d\nlet «E» = d +\nclaim $0E ~ ',
    'of nothing, where a keyword stands': 'sca$0le d',
  };
  Object.assign(cases, {
    "of a text's own module": `${wide('«wide»')}${network.replace('dense(x', 'wi$0de(x')}`,
    "of a module that takes the place of the library's": `${wide('«dense»')}${network.replace('dense(x', 'den$0se(x')}`,
    'of a parameter of a module': wide('wide', '«width»').replace('units width', 'units $0width'),
    'of the input of a module': wide().replace('input,', '«input»,').replace('s(input)', 's($0input)'),
    'of the degree after the activation': wide()
      .replace('output, k', 'output, «k»')
      .replace('ts, k)', 'ts, $0k)'),
    'of nothing, where a word of modules stands': `scale units\n${wide().replace('(units, k)', '($0units, k)')}`,
    'of a scale that is named like a word of modules': 'scale «units»\nlet E = $0units',
    'of what a module is built of': wide('wide', '«width»').replace(
      'units width',
      'units width\n  build weights(input, wi$0dth)',
    ),
    'of nothing, where a step stands': `scale weights\n${wide().replace('units width', 'units width\n  build $0weights(input, width)')}`,
    'of an optimizer': inTraining('optimizer root(e', 'optimizer $0root(1'),
    'of an optimizer that has a rate of its own': inTraining('optimizer root(e', 'for $0root'),
    'of a parametrization': inTraining('parametrization small(alpha', 'parametrization $0small(c'),
    'of an alignment': inTraining('alignment half {', 'alignment $0half\n'),
    'of a parameter of an optimizer': inTraining('(e, size)', '* $0size^'),
    'of a parameter of a parametrization': inTraining('(alpha)', '-$0alpha'),
    'of a scale in a rule': inTraining('scale rate', 'fan_out * $0rate'),
    'of a scale in the rate of a weight': inTraining('scale rate', 'u = $0rate\n'),
    'of a layer that has a rate': inTraining('u = dense(x', 'rate $0u'),
    'of a layer, asked for by a training': inTraining('u = dense(x', 't.$0u'),
    'of a training': inTraining('training t of', '($0t.'),
    'of nothing, where a word of rules stands': `scale gradient\n${training.replace('{ update gr', '{ update $0gr')}`,
    'of nothing, where the largest rate is asked for': `scale maximal\n${training.replace('rate u = rate', 'rate u = $0maximal')}`,
    'of a direction in a sum': network.replace('He3(w . x)', 'He3(w . x) + He1(«u» . x) * ($0u . x)'),
  });
  for (const [what, source] of Object.entries(cases)) it(what, () => checkDefinition(source));

  const curves = 'scale P\ndata x : spectrum(k^-b)\ntarget y = source(x, k^-b)\nexponent b, b > 1\n';
  const curve = `${curves}resource data { modes data }\ncurve e of y { data P }\nclaim error(e) ~ P^(1 - b)\n`;
  for (const [what, source] of Object.entries({
    'of an exponent of a spectrum': curve
      .replace('exponent b', 'exponent «b»')
      .replace('spectrum(k^-b', 'spectrum(k^-$0b'),
    'of data with a spectrum': curve.replace('data x', 'data «x»').replace('source(x', 'source($0x'),
    'of the target of a curve': curve.replace('target y', 'target «y»').replace('of y', 'of $0y'),
    'of a resource': curve.replace('resource data', 'resource «data»').replace('{ data P', '{ $0data P'),
    'of a resource in its rule': curve
      .replace('resource data', 'resource «data»')
      .replace('modes data', 'modes $0data'),
    'of a scale in a curve': curve.replace('scale P', 'scale «P»').replace('data P', 'data $0P'),
    'of a curve': curve.replace('curve e', 'curve «e»').replace('error(e', 'error($0e'),
    'of nothing, where a mode is numbered': curve.replace('spectrum(k', 'spectrum($0k'),
  }))
    it(what, () => checkDefinition(source));

  const inLibrary: Record<string, [string, string]> = {
    [`${network}claim pattern(p) = $0specialization`]: ['patterns', 'pattern specialization on'],
    [network.replace('erf(', 'e$0rf(')]: ['activations', 'activation erf {'],
    [network.replace('dense(x', 'den$0se(x')]: ['modules', 'module dense(input, width)'],
    [network.replace('dense(x, N)', '$0conv(x, N, N)')]: ['modules', 'module conv(input'],
    [network.replace('dense(erf(h), 1)', 'attention$0(h, N)')]: ['modules', 'module attention(input'],
    [curve.replace('{ data P', '{ wi$0dth P')]: ['resources', 'resource width {'],
    [wide().replace('norm(units', 'activation soft$0max\n  norm(units')]: [
      'activations',
      'activation softmax {',
    ],
  };
  for (const [source, [file, declaration]] of Object.entries(inLibrary))
    it(`of ${declaration}, in the library that comes along`, async () => {
      const { snapshot, cursor } = await check(source);
      const [link] = definition(snapshot, cursor);
      assert.equal(link?.targetUri, `file://${LIBRARY_FOLDER}/${file}.scale`);
      const lines = snapshot.documentOf(link.targetUri)?.text.split('\n');
      assert.ok(lines?.[link.targetSelectionRange.start.line]?.startsWith(declaration));
    });
});

describe('references', () => {
  it('are all places that mean the same, and no others of the same spelling', async () => {
    const { snapshot, cursor, ranges } = await check(
      'scale d\nlet E = «M» + minimize over M in [1, d] of M\nscale «$0M»\nclaim E ~ «M» // M\n',
    );
    const found = references(snapshot, cursor, true, [snapshot]).map((l) => shown(l.range));
    assert.deepEqual(found.sort(), ranges.sort());
    assert.equal(references(snapshot, cursor, false, [snapshot]).length, 2);
    assert.equal(highlights(snapshot, cursor).length, 3);
  });
});

describe('renaming', () => {
  async function renamed(source: string, name: string): Promise<string> {
    const { snapshot, cursor, text } = await check(source);
    const edits = rename(snapshot, cursor, name, [snapshot]).changes?.[snapshot.uri] ?? [];
    const lines = text.split('\n');
    for (const { range, newText } of [...edits].reverse()) {
      const line = lines[range.start.line] as string;
      lines[range.start.line] =
        line.slice(0, range.start.character) + newText + line.slice(range.end.character);
    }
    return lines.join('\n');
  }

  it('changes every place and nothing else', async () => {
    const source = network.replace('  h =', '  $0h =');
    const expected = network.replace('  h =', '  hidden =').replace('erf(h)', 'erf(hidden)');
    assert.equal(
      await renamed(`${source}claim count(p.h) ~ 1`, 'hidden'),
      `${expected}claim count(p.hidden) ~ 1`,
    );
  });

  it('of a module changes the networks made of it', async () => {
    const text = (name: string) => wide(name) + network.replaceAll('dense', name);
    assert.equal(await renamed(text('wide').replace('wide', 'w$0ide'), 'broad'), text('broad'));
  });

  it('is refused where it would change a meaning', async () => {
    for (const name of ['d', 'E', 'M', 'erf', 'lazy', 'sqrt', 'He3', 'minimize', '2x', 'a b', '', 'a//'])
      await assert.rejects(
        renamed('scale d\nscale $0N\nlet E = minimize over M in [1, N] of M', name),
        RenameRefused,
        name,
      );
  });

  it('is refused for what is declared elsewhere, and where there is no name', async () => {
    for (const source of [
      `${network}claim pattern(p) = $0lazy`,
      network.replace('dense', '$0dense'),
      'sca$0le d',
    ]) {
      const { snapshot, cursor } = await check(source);
      assert.throws(() => renameRange(snapshot, cursor), RenameRefused);
    }
  });
});

describe('semantic tokens', () => {
  it('tell kinds apart, where names are declared and what the library declares', async () => {
    const { snapshot, text } = await check(`${network}claim samples(p) ~ d when N >= d`);
    const { data } = semanticTokens(snapshot);
    const seen = new Map<string, string>();
    let [line, character] = [0, 0];
    const lines = text.split('\n');
    for (let i = 0; i < data.length; i += 5) {
      const [down = 0, right = 0, length = 0, type = 0, modifiers = 0] = data.slice(i, i + 5);
      line += down;
      character = down > 0 ? right : character + right;
      const word = lines[line]?.slice(character, character + length) ?? '';
      const marks = LEGEND.tokenModifiers.filter((_, bit) => modifiers & (1 << bit));
      if (!seen.has(word)) seen.set(word, [LEGEND.tokenTypes[type], ...marks].join(' '));
    }
    assert.deepEqual(Object.fromEntries(seen), {
      d: 'variable declaration readonly',
      N: 'variable declaration readonly',
      a: 'typeParameter declaration',
      x: 'variable declaration',
      gaussian: 'function defaultLibrary',
      y: 'variable declaration',
      He3: 'function defaultLibrary',
      w: 'parameter declaration',
      f: 'class declaration',
      h: 'property declaration',
      dense: 'function defaultLibrary',
      erf: 'function defaultLibrary',
      p: 'struct declaration',
      samples: 'method defaultLibrary',
    });
  });
});
