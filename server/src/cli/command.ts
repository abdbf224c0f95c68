import { parseArgs } from 'node:util';

/** What the user asked for cannot be done; the message is one plain line and the exit status 2. */
export class UsageError extends Error {}

export interface Option {
  /** The name of the value in the help; without it the option is a flag. */
  readonly value?: string;
  readonly about: string;
}

/** The words of a command line, read. */
export interface Given {
  readonly files: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
}

export interface Command {
  readonly name: string;
  readonly about: string;
  /** Takes one file, or one and more. */
  readonly files: 'FILE' | 'FILE…';
  readonly options: Readonly<Record<string, Option>>;
  /** What the exit status says. */
  readonly status: Readonly<Record<0 | 1 | 2, string>>;
  /** Does it; resolves to the exit status. */
  run(given: Given): Promise<number>;
}

/** Reads the words after a command's name. Throws UsageError on an unknown option or a wrong number of files. */
export function read(command: Command, words: readonly string[]): Given {
  const options = Object.fromEntries(
    Object.entries(command.options).map(([name, { value }]) => [
      name,
      { type: value === undefined ? 'boolean' : 'string' } as const,
    ]),
  );
  const { values, positionals } = parsed(() =>
    parseArgs({ args: [...words], options, allowPositionals: true, strict: true }),
  );
  if (positionals.length === 0 || (command.files === 'FILE' && positionals.length > 1))
    throw new UsageError(
      `${command.name} takes ${command.files === 'FILE' ? 'one file' : 'at least one file'}`,
    );
  const given = Object.entries(values);
  return {
    files: positionals,
    flags: new Set(given.flatMap(([name, value]) => (value === true ? [name] : []))),
    values: new Map(
      given.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])),
    ),
  };
}

/** parseArgs, with only the first sentence of what it says of a mistake. */
function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split(/\. |\n/);
    throw new UsageError(sentence.charAt(0).toLowerCase() + sentence.slice(1));
  }
}

/** The number from 1 that an option gives. Throws UsageError when it is none. */
export function wholeNumber(given: Given, option: string): number | undefined {
  const text = given.values.get(option);
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(text))
    throw new UsageError(`--${option} takes a whole number from 1, not ${text}`);
  return Number(text);
}

const columns = (rows: readonly (readonly [string, string])[]): string[] => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
};

/** The help of one command. */
export function helpOf(command: Command): string {
  const options = Object.entries(command.options).map(
    ([name, { value, about }]) => [value === undefined ? `--${name}` : `--${name} ${value}`, about] as const,
  );
  return [
    `powercount ${command.name} ${command.files} [options]`,
    '',
    `${command.about}.`,
    '',
    ...columns([...options, ['--help', 'this text']]),
    '',
    'Exit status',
    ...columns(Object.entries(command.status)),
  ].join('\n');
}

/** The help of the program. */
export function helpOfAll(commands: readonly Command[]): string {
  return [
    'powercount COMMAND FILE [options]',
    '',
    'Exact exponents of scaling arguments written in the language of `.scale` files.',
    '',
    ...columns(commands.map((c) => [`${c.name} ${c.files}`, c.about] as const)),
    '',
    ...columns([
      ['COMMAND --help', 'what a command can do'],
      ['--version', 'the version'],
    ]),
  ].join('\n');
}
