import { ForecourtError } from '@forecourt/errors';
import { jobKeySchema } from '../../contract/index.ts';

/** Where things of a job lie on a host. @throws INVALID_INPUT for a key that is none */
export function runPlace(folder: string, key: string) {
  // It becomes the name of a folder: `..` and the like are no names.
  if (!jobKeySchema.safeParse(key).success || /^\.|\.$|\.\./.test(key)) {
    throw new ForecourtError('INVALID_INPUT', `${JSON.stringify(key.slice(0, 130))} is no key of a job.`, {
      hint: 'Give 8 to 128 letters, digits, dots, dashes and underscores, with no dot at an end and no two together.',
    });
  }
  const run = `${folder}/runs/${key}`;
  return {
    folder: run,
    inputs: `${run}/in`,
    outputs: `${run}/out`,
    job: `${run}/job.json`,
    events: `${run}/events.jsonl`,
    stop: `${run}/stop`,
    /** How it ended; written last. */
    outcome: `${run}/outcome.json`,
  } as const;
}

/** A name for people made one for any file system; its ending stays, since tools go by that. */
export function safeFileName(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N} ._()-]/gu, '_')
    .replace(/^[\s.]+|[\s.]+$/gu, '');
  return plain.slice(-80) || 'file';
}
