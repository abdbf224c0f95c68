import { asData, describe } from './diagnostics';
import type { Command } from './command';
import { Loader } from './load';
import { styleFor } from './style';

export const check: Command = {
  name: 'check',
  about: 'Says what is wrong in a text and which of its claims do not follow',
  files: 'FILE…',
  options: { json: { about: 'print a JSON list of diagnostics' } },
  status: {
    0: 'no errors; there may be warnings',
    1: 'there are errors; a refuted claim is one',
    2: 'a file cannot be read, or the command line cannot',
  },
  async run({ files, flags }) {
    const loader = new Loader();
    const all = files.map((file) => loader.load(file));
    const found = all.flatMap((loaded) => loaded.diagnostics.map((diagnostic) => ({ loaded, diagnostic })));
    const errors = found.filter(({ diagnostic }) => diagnostic.severity === 'error').length;
    if (flags.has('json')) {
      const data = found.map(({ loaded, diagnostic }) => asData(loaded, diagnostic));
      console.log(JSON.stringify(data, undefined, 2));
    } else {
      const style = styleFor(process.stdout);
      for (const { loaded, diagnostic } of found) console.log(describe(loaded, diagnostic, style) + '\n');
      const claims = all.flatMap(({ analysis }) => analysis.claims);
      const proven = claims.filter(({ status }) => status === 'proven').length;
      const waiting = claims.filter(({ status }) => status === 'waiting').length;
      const warnings = found.filter(({ diagnostic }) => diagnostic.severity === 'warning').length;
      console.log(
        [
          count(all.length, 'file'),
          count(errors, 'error'),
          count(warnings, 'warning'),
          `${proven} of ${count(claims.length, 'claim')} proven`,
          ...(waiting > 0 ? [`${waiting} waiting for what has mistakes`] : []),
        ].join(', '),
      );
    }
    return errors > 0 ? 1 : 0;
  },
};

const count = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`;
