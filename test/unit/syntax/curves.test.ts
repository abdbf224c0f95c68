import assert from 'node:assert/strict';
import { format } from '../../../server/src/syntax/format';
import { bracketed, check, everything } from './fixture';

describe('curves and resources', () => {
  const { statements } = check(everything);

  it('a curve keeps its target and how much there is of what', () => {
    const curve = statements.find((s) => s.kind === 'curve')!;
    assert.deepEqual(
      [curve.target.text, ...curve.settings.map((s) => [s.key.text, ...s.values.map(bracketed)])],
      ['y', ['samples', 'd'], ['width', '(N1 * N2)']],
    );
  });

  it('a resource keeps its rules, what it excludes and its notes', () => {
    const resource = statements.find((s) => s.kind === 'resource')!;
    assert.deepEqual(
      resource.items.map((i) =>
        i.kind === 'bad'
          ? '?'
          : [i.kind, i.kind === 'excludes' ? i.resources.map((n) => n.text).join() : bracketed(i.value)],
      ),
      [
        ['modes', 'batch'],
        ['error', '((time ^ ((1 / spectrum) - 2)) / batch)'],
        ['excludes', 'samples,ridge'],
      ],
    );
    assert.equal(resource.notes.source?.value, 'arXiv');
  });

  it('stand as they are printed', () => {
    const text = `curve e of y { samples P; width N }
curve f of y {
  samples P
  time sqrt(T)
}
resource r {
  modes (r/s)^(1/spectrum)
  error r^-2
  excludes s, t
}
`;
    assert.equal(format(text), text);
  });

  const mistakes: Record<string, string> = {
    'a curve of nothing': `
curve e { samples P }
      ^ expected-word`,
    'an equation': `
curve e of y { samples = P }
                       ^ unexpected`,
    'a number for a resource': `
curve e of y { 2 P }
               ^ unexpected`,
    'no amount': `
curve e of y { samples }
               ^^^^^^^ expected-expression`,
    'a misspelt rule': `
resource r { mods r }
             ^^^^ misspelt`,
    'an unknown rule': `
resource r { cost r }
             ^^^^ unknown-item`,
    'an equation in a rule': `
resource r { modes = r }
                   ^ unexpected`,
    'nothing excluded': `
resource r { modes r; excludes }
                      ^^^^^^^^ expected-name`,
  };
  for (const [what, text] of Object.entries(mistakes))
    it(`one diagnostic for ${what}`, () => void check(text));
});
