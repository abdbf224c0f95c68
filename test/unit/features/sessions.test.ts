import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chance } from './random-edits';
import { act, Session } from './session';

const SESSIONS = Number(process.env.POWERCOUNT_SESSIONS ?? 1);
const FIRST = Number(process.env.POWERCOUNT_SESSIONS_SEED ?? 0);
/** What a user does in one session. */
const STEPS = 12;

/** Two texts that import each other, one of them on disk until it is opened. */
const other =
  'import "back.scale"\nscale d\nscale N = d^a, a >= 1\nlet B = N/d\nactivation own { degrees odd }\n';
const back =
  'import "main.scale"\nlet G = d^2\nclaim E ~ d\npattern gift on layer of feature j { norm(k) = 1 for j | k }\n';

describe('a long session of edits', () => {
  for (const sample of ['two-layer', 'looped', 'own-pattern', 'mean-field', 'linear', 'balance'])
    it(`in ${sample}.scale is answered at each step as by a new workspace`, async function () {
      this.timeout(120_000 * SESSIONS);
      const main = readFileSync(join(process.cwd(), `samples/${sample}.scale`), 'utf8');
      const home = new Map([
        ['main.scale', main],
        ['other.scale', other],
        ['back.scale', back],
      ]);
      for (let seed = FIRST; seed < FIRST + SESSIONS; seed++) {
        const chance = new Chance(seed);
        const session = new Session(chance);
        try {
          for (const [name, text] of home) session.save(name, text);
          session.show(session.uri('main.scale'), main);
          for (let step = 0; step < STEPS; step++)
            await act(session, home, chance, () => chance.below(2) === 0);
        } catch (error) {
          throw new Error(`POWERCOUNT_SESSIONS_SEED=${seed}, after ${session.edits} edits`, { cause: error });
        } finally {
          session.end();
        }
      }
    });
});
