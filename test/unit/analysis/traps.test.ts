import assert from 'node:assert/strict';
import { toText } from '../../../server/src/orders';
import { analysisOf, fact, networkText } from './support';

/** Ways in which a wrong order could be shown with confidence; each was one once. */
describe('traps', () => {
  const energy = (text: string): string => toText(fact(analysisOf(text), 'energy(p)').summary!);
  const right = energy(networkText(1, 3, 'erf'));

  it('no name of a scale, exponent or order is one that the engine uses itself', () => {
    for (const name of ['cost', 'norm', 'energy', 'E', 'R', 't', 'samples', 'mu2', 'M', 'h1']) {
      const renamed = networkText(1, 3, 'erf').replaceAll('N1', name === 'h1' ? 'N1' : name);
      assert.equal(energy(renamed).replace(new RegExp(`\\b${name}\\b`, 'g'), 'N1'), right, name);
      for (const line of [`scale ${name} = 1`, `exponent ${name}, 0 <= ${name} <= 1`, `scale ${name}`])
        assert.equal(energy(`${networkText(1, 3, 'erf')}\n${line}`), right, line);
    }
  });

  it('a chain of relations holds where all of its steps do', () => {
    for (const [claim, where] of [
      ['d << N ~ d^3', 'N ~ d^3'],
      ['N >~ d >~ N', 'N ~ d'],
    ]) {
      const text = `scale d\nscale N\nclaim ${claim!}`;
      const [result] = analysisOf(text).claims;
      assert.ok(result?.message.includes(`exactly where ${where!}.`), result?.message);
      for (const fix of analysisOf(text).diagnostics[0]!.fixes ?? []) {
        const repaired = text.slice(0, fix.span.start) + fix.replacement + text.slice(fix.span.end);
        assert.equal(analysisOf(repaired).claims[0]?.status, 'proven', repaired);
      }
    }
  });

  it('adding a pattern never raises the least energy', () => {
    const half =
      'pattern half on layer of feature j { norm(k) = norm(layer.input, j)^(k/j)/layer.width for j | k }';
    const gain = `pattern gain on layer of feature j {
  cost layer.width*layer.width/norm(layer.input, j)
  norm(k) = norm(layer.input, j)^(k/j)*layer.width for j | k
}`;
    const alone = analysisOf(`${networkText(2, 3, 'erf', 'patterns half')}\n${half}\n${gain}`);
    const both = analysisOf(
      `${networkText(2, 3, 'erf', 'patterns half, gain')}\n${half}\n${gain}\nlet A = energy(p, half, half)\nclaim energy(p) <~ A`,
    );
    assert.ok(alone.facts.length > 0);
    // Where nothing is derived for `half` alone the claim is undecided; it is never refuted.
    assert.notEqual(both.claims[0]?.status, 'refuted', both.claims[0]?.message);
    const one = `${networkText(1, 3, 'erf', 'patterns half, gain')}\n${half}\n${gain}`;
    const claim = 'claim energy(p) <~ energy(p, half) when N1 <= d^3';
    assert.equal(analysisOf(`${one}\n${claim}`).claims[0]?.status, 'proven');
  });

  it('a rule that cannot be read is not used, rather than used without its costs', () => {
    const broken = 'pattern free on layer of feature j { cost layer.width *; norm(k) = 1 for j | k }';
    assert.equal(energy(`${networkText(1, 3, 'erf')}\n${broken}`), right);
  });

  it('what cannot be read of a minimum leaves no minimum', () => {
    for (const range of ['[dd, N]', '[1, nn]', '[1, N + d]']) {
      const analysis = analysisOf(
        `scale d\nscale N = d^a, a >= 1\nlet E = minimize over M in ${range} of M + d/M`,
      );
      assert.equal(analysis.facts.length, 0, range);
      assert.equal(analysis.diagnostics.length, 1, range);
    }
  });

  it('terms that reach the energy on every best choice are said to, when the best choice is not unique', () => {
    const analysis = analysisOf(networkText(1, 1, 'erf', 'patterns specialization'));
    const said = fact(analysis, 'energy(p)').pieces.map((p) =>
      p.derivation.steps.flatMap((s) => s.steps.map((t) => t.title)),
    );
    assert.ok(
      said.every((titles) => titles.some((t) => t.includes('reaches the energy'))),
      JSON.stringify(said),
    );
  });

  it('what is wrong with a posterior is said once, however many claims ask for it', () => {
    const text = `${networkText(1, 3, 'erf', 'ridge d')}\n${'claim samples(p) >~ d\n'.repeat(3)}`;
    assert.equal(analysisOf(text).diagnostics.filter((d) => d.code === 'ridge-not-constant').length, 1);
  });

  it('a scale without bounds, and an exponent that cancels, are no accident', () => {
    assert.match(
      String(analysisOf('scale d\nscale N = d^a\nlet E = sqrt(N)').pointAt(new Map())),
      /not fixed/,
    );
    assert.equal(analysisOf('scale n\nscale m = 2^k\nclaim m ~ 1').claims[0]?.status, 'proven');
  });
});
