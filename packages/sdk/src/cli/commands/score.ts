import { z } from 'zod';
import { createEngine } from '../../engine/index.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { reportText } from '../report-text.ts';
import { oneLine, type Terminal } from '../terminal.ts';

export const scoreFlagsSchema = z.strictObject({ json: z.boolean().default(false) });

/** `forecourt score PHOTO [CUTOUT]` */
export async function score([photo, cutout]: readonly [string, string?], terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  await using engine = createEngine();
  const { input, warnings, report } = await engine.assess(photo, cutout, { signal });
  terminal.result({ ...report, input: { path: photo, ...input }, warnings }, () => `${oneLine(photo)}: ${reportText(report)}`);
  return exitCodes.done;
}
