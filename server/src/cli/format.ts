import { writeFileSync } from 'node:fs';
import { format as laidOut } from '../syntax/format';
import { UsageError, type Command } from './command';
import { readText } from './load';

export const format: Command = {
  name: 'format',
  about: 'Prints a text in the one layout',
  files: 'FILE…',
  options: {
    check: { about: 'print only the names of the files that would change' },
    write: { about: 'write the files back and print the names of those that changed' },
  },
  status: {
    0: 'done; with --check, nothing would change',
    1: 'with --check, a file would change',
    2: 'a file cannot be read or written, or the command line cannot be read',
  },
  async run({ files, flags }) {
    if (flags.has('check') && flags.has('write'))
      throw new UsageError('--check and --write exclude each other');
    const texts = files.map((file) => {
      const before = readText(file);
      return { file, before, after: laidOut(before) };
    });
    if (!flags.has('check') && !flags.has('write')) {
      for (const { after } of texts) process.stdout.write(after);
      return 0;
    }
    const changed = texts.filter(({ before, after }) => before !== after);
    for (const { file, after } of changed) {
      if (flags.has('write')) write(file, after);
      console.log(file);
    }
    return flags.has('check') && changed.length > 0 ? 1 : 0;
  },
};

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`${file}: it cannot be written: ${(error as Error).message}`);
  }
}
