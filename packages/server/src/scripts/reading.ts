import { ForecourtError } from '@forecourt/errors';
import type { ScriptParameter } from '@forecourt/sdk/contract';

/** What a script says of itself, and what is wrong with it. */
export interface ScriptReading {
  readonly parameters: readonly ScriptParameter[];
  readonly help: string;
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

export type ReadScript = (text: string) => ScriptReading | Promise<ScriptReading>;

/** Problems that are named; whoever mends these sees the others then. */
const namedProblems = 20;

/** A script that can be run. @throws SCRIPT_INVALID with the first line that is wrong */
export async function requireScript(text: string, readScript: ReadScript): Promise<ScriptReading> {
  const reading = await readScript(text);
  const [first] = reading.problems;
  if (first === undefined) return reading;
  throw new ForecourtError('SCRIPT_INVALID', `Line ${first.line}: ${first.message}`, {
    details: { field: 'text', line: first.line, problems: reading.problems.slice(0, namedProblems) },
  });
}
