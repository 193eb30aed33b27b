import * as z from 'zod';
import { sha256Schema } from '../../contract/index.ts';

const sequence = z.int().positive();
const text = z.string().max(100_000);
const problem = z.object({ code: z.string().max(80).optional(), message: text, hint: text.optional() });

/** What a script says, one JSON object a line. More fields than these are fine. */
const scriptLineSchema = z.discriminatedUnion('type', [
  z.object({ seq: sequence, type: z.literal('progress'), stage: z.string().max(80), share: z.number().min(0).max(1) }),
  z.object({
    seq: sequence,
    type: z.literal('item'),
    input: sha256Schema,
    /** Path of a file in the folder of outputs; null where nothing came of it, or nothing was to. */
    output: z.string().max(4096).nullable(),
    sha256: sha256Schema.nullish(),
    model: z.string().max(200).nullish(),
    problem: problem.nullish(),
  }),
  z.object({ seq: sequence, type: z.literal('log'), text, level: z.string().max(20).optional() }),
  /** The last line of a script that did its work. */
  z.object({ seq: sequence, type: z.literal('result') }),
  problem.extend({ seq: sequence, type: z.literal('error') }),
]);
export type ScriptLine = z.infer<typeof scriptLineSchema>;

/** What a script's exit code says. */
export const scriptExits = { done: 0, partly: 10, script: 20, input: 30, missing: 40, cancelled: 50 } as const;

/** A line of the protocol, or undefined for any other text. */
export function parseScriptLine(line: string): ScriptLine | undefined {
  const trimmed = line.trim();
  if (!trimmed.startsWith('{')) return undefined;
  try {
    return scriptLineSchema.safeParse(JSON.parse(trimmed)).data;
  } catch {
    // It only looks like JSON: a line of log.
    return undefined;
  }
}

/** The most that one line of the protocol is read for. */
export const longestLineCharacters = 262_144;

/** Cuts text into lines, whatever pieces it comes in. A line beyond `longest` is given in parts. */
export function createLineCutter(longest: number, onLine: (line: string) => void) {
  let rest = '';
  return {
    push(piece: string): void {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line.replace(/\r$/, ''));
      for (; rest.length > longest; rest = rest.slice(longest)) onLine(rest.slice(0, longest));
    },
    end(): void {
      if (rest !== '') onLine(rest.replace(/\r$/, ''));
      rest = '';
    },
  };
}
