import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The top folder of this repository. */
export const repositoryFolder = resolve(import.meta.dirname, '../../..');

/** Rendered cars with their true masks; part of the repository. */
export const samplesFolder = join(repositoryFolder, 'samples');

/** Something that lies beside the repository on some machines and never in it. */
export interface SharedPlace {
  readonly path: string;
  readonly isThere: boolean;
  /** For the title of a suite: says aloud that and why it was skipped. */
  readonly note: string;
}

/**
 * Photographs, masks and hostile files of other people's making: `../shared` beside the repository, or the folder that
 * `FORECOURT_SHARED_DIR` names. Suites that need them skip where they are not.
 *
 * @example
 * const odd = sharedPlace('odd-files');
 * describe.skipIf(!odd.isThere)(`odd files${odd.note}`, () => { … });
 */
export function sharedPlace(name: string): SharedPlace {
  const path = join(process.env.FORECOURT_SHARED_DIR ?? join(repositoryFolder, '..', 'shared'), name);
  const isThere = existsSync(path);
  return { path, isThere, note: isThere ? '' : ` (skipped: there is no ${path})` };
}
