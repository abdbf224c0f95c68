// Which Pythons there are that could run the torch trainer: asked one after another, and nothing is ever installed.
import { probeTorch, type TorchDevice } from './torch';

/** An interpreter to try, and who names it: "the setting powercount.python", "the Python extension", "PATH". */
export interface Candidate {
  readonly path: string;
  readonly from: string;
}

/** One that can run it; versions are of Python and of PyTorch. */
export interface Found extends Candidate {
  readonly version: string;
  readonly torch: string;
  /** The best one first. */
  readonly devices: readonly TorchDevice[];
}

/** `problem`: a sentence that says what is missing, and where that helps, how it is installed. */
export interface NotFound extends Candidate {
  readonly problem: string;
}

/** What was found of each, in the sequence given, up to the first that can be used: those after it are not started. */
export async function findPython(
  candidates: readonly Candidate[],
  packageFolder: string,
  seconds?: number,
): Promise<(Found | NotFound)[]> {
  const found: (Found | NotFound)[] = [];
  for (const candidate of candidates) {
    const interpreter = await probe(candidate, packageFolder, seconds);
    found.push(interpreter);
    if ('torch' in interpreter) break;
  }
  return found;
}

async function probe(
  candidate: Candidate,
  packageFolder: string,
  seconds: number | undefined,
): Promise<Found | NotFound> {
  const { path } = candidate;
  try {
    const { python: version, torch, devices } = await probeTorch({ python: path, packageFolder }, seconds);
    return { ...candidate, version, torch, devices };
  } catch (error) {
    return { ...candidate, problem: problemOf(path, error as NodeJS.ErrnoException) };
  }
}

function problemOf(path: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return `There is no ${path}.`;
  if (code === 'EACCES') return `${path} may not be run.`;
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
