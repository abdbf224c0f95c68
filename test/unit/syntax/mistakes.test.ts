import assert from 'node:assert/strict';
import { mistakes } from '../../../server/src/syntax/mistakes';
import { parse } from '../../../server/src/syntax/parse';
import { annotated, applyFix, check } from './fixture';
import { trainingTrials } from './training-trials';
import { trials as generalTrials } from './trials';

const trials = [...generalTrials, ...trainingTrials];

describe('mistakes', () => {
  for (const trial of trials)
    it(`one diagnostic: ${trial.split('\n')[0]}`, () => {
      const document = check(`scale before\n${trial}scale after = before^2\n`);
      const scales = document.statements.flatMap((s) => (s.kind === 'scale' ? [s.name.text] : []));
      assert.equal(scales[0], 'before');
      assert.equal(scales.at(-1), 'after');
    });

  it('a repair repairs', () => {
    let repairs = 0;
    for (const trial of trials) {
      const { text } = annotated(trial);
      for (const diagnostic of parse(text).diagnostics.filter((d) => d.fix)) {
        const repaired = applyFix(text, diagnostic);
        assert.notEqual(repaired, text);
        assert.deepEqual(parse(repaired).diagnostics, [], repaired);
        repairs++;
      }
    }
    assert.ok(repairs > 30, `${repairs} repairs`);
  });

  it('a divided power is repaired into what is meant', () => {
    const cases = [
      ['d^1/2', 'd^(1/2)'],
      ['N + d^-a / 2', 'N + d^(-a / 2)'],
      ['d^(a)/2', 'd^(a/2)'],
      ['d^(k/j)/2', 'd^(k/j/2)'],
      ['d^(a + 1)/2', 'd^((a + 1)/2)'],
      ['a^-b^c/2 * d', 'a^-b^(c/2) * d'],
      ['-sqrt(N)^p.h/3', '-sqrt(N)^(p.h/3)'],
    ] as const;
    for (const [text, expected] of cases) {
      const [diagnostic, ...others] = parse(`let E = ${text}`).diagnostics;
      assert.deepEqual(others, []);
      assert.equal(applyFix(`let E = ${text}`, diagnostic!), `let E = ${expected}`);
    }
    const [told] = parse('let E = (N + d)^(a)/2').diagnostics;
    assert.equal(told!.message, 'This reads as `((…)^(a))/2`; did you mean `(…)^(a/2)`?');
  });

  it('the example of every mistake shows it, and nothing else', () => {
    for (const [code, mistake] of Object.entries(mistakes)) {
      const found = parse(mistake.example).diagnostics.map((d) => `${d.severity} ${d.code}`);
      assert.deepEqual(found, [`${mistake.severity} ${code}`], mistake.example);
    }
  });

  it('every mistake is tried', () => {
    const tried = new Set(trials.flatMap((t) => annotated(t).expected.map((e) => e.code)));
    assert.deepEqual(
      Object.keys(mistakes).filter((code) => !tried.has(code)),
      ['too-deep'],
    );
  });

  it('messages are sentences without jargon', () => {
    for (const trial of trials)
      for (const { message } of parse(annotated(trial).text).diagnostics) {
        assert.match(message, /^[A-Z`].*[.?]$/, message);
        assert.doesNotMatch(message, /token|lexer|parse|EOF|syntax|identifier|undefined/i);
      }
  });

  it('two mistakes on neighbouring lines are two diagnostics', () => {
    check(`
let A =
      ^ expected-expression
clam B ~ d
^^^^ misspelt
posterior p of f on y {
  ridge
  ^^^^^ expected-expression
  paterns lazy
  ^^^^^^^ misspelt
}
claim A ~ d whn A = d
            ^^^ misspelt
`);
  });
});
