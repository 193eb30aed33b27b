import * as z from 'zod';
import { sha256Schema } from '../../contract/index.ts';

const text = z.string().max(100_000);
const problem = z.object({ code: z.string().max(80).optional(), message: text, hint: text.optional() });

/** What a script says, one JSON object a line, as it says it to an agent. */
const scriptLineSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), stage: z.string().max(80), share: z.number().min(0).max(1) }),
  z.object({
    type: z.literal('item'),
    input: sha256Schema,
    output: z.string().max(4096).nullable(),
    model: z.string().max(200).nullish(),
    problem: problem.nullish(),
  }),
  z.object({ type: z.literal('log'), text, level: z.string().max(20).optional() }),
  z.object({ type: z.literal('result') }),
  problem.extend({ type: z.literal('error') }),
]);
export type ScriptLine = z.infer<typeof scriptLineSchema>;

/** A line of the protocol, or undefined for any other text. */
export function parseScriptLine(line: string): ScriptLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return scriptLineSchema.safeParse(JSON.parse(line)).data;
  } catch {
    // It only looks like JSON: a line of log.
    return undefined;
  }
}

const longestLine = 100_000;

/** Cuts text into lines, whatever pieces it comes in; one that never ends is given in parts. */
export function lineCutter(onLine: (line: string) => void) {
  let rest = '';
  return {
    push(piece: string): void {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line.replace(/\r$/, ''));
      for (; rest.length > longestLine; rest = rest.slice(longestLine)) onLine(rest.slice(0, longestLine));
    },
    end(): void {
      if (rest !== '') onLine(rest.replace(/\r$/, ''));
      rest = '';
    },
  };
}
