#!/usr/bin/env node
// The entry of `powercount`, the command line.
import { version } from '../../package.json';
import { check } from './cli/check';
import { helpOf, helpOfAll, read, UsageError, type Command } from './cli/command';
import { derive } from './cli/derive';
import { diagram } from './cli/diagram';
import { format } from './cli/format';
import { verify } from './cli/verify';

const commands: readonly Command[] = [check, derive, diagram, verify, format];

async function main([name, ...words]: readonly string[]): Promise<number> {
  if (name === '--version') console.log(version);
  else if (name === '--help' || name === '-h') console.log(helpOfAll(commands));
  else {
    const command = commands.find((c) => c.name === name);
    if (!command && name !== undefined)
      throw new UsageError(`there is no command ${name}; powercount --help lists them`);
    if (!command) {
      console.error(helpOfAll(commands));
      return 2;
    }
    if (!words.includes('--help') && !words.includes('-h')) return command.run(read(command, words));
    console.log(helpOf(command));
  }
  return 0;
}

// A reader that has seen enough (`| head`) ends the program; it is no failure.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });

main(process.argv.slice(2)).then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    process.exitCode = 2;
    console.error(error instanceof UsageError ? `powercount: ${error.message}` : error);
  },
);
