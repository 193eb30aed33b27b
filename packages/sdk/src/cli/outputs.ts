import { access, stat } from 'node:fs/promises';
import { dirname, extname, join, resolve } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { makeFolder } from '../files/index.ts';
import type { CutoutFormat } from '../providers/index.ts';
import { type Photo, stem } from './photos.ts';

const formatsByExtension: Readonly<Record<string, CutoutFormat>> = {
  '.png': 'png',
  '.webp': 'webp',
  '.avif': 'avif',
  '.tif': 'tiff',
  '.tiff': 'tiff',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
};
const extensions: Readonly<Record<CutoutFormat, string>> = { png: '.png', webp: '.webp', avif: '.avif', tiff: '.tiff', jpeg: '.jpg' };

export interface OutputPlan {
  readonly format: CutoutFormat;
  /** A folder for results, where there is one. */
  readonly folder: string | undefined;
  /** Where the cutout of each photo goes. */
  place(photo: Photo): string;
  /** Whether the name was chosen by a person, who then means to replace what is there. */
  readonly isNamed: boolean;
}

/**
 * Decides where results go and in which format: `-o` names a file for one photo, a folder for several; without it each
 * cutout lies beside its photo as NAME.cutout.png.
 *
 * @throws INVALID_INPUT where `-o` and `--format` contradict each other, or several photos have one file to go to.
 */
export async function planOutputs(
  output: string | undefined,
  format: CutoutFormat | undefined,
  severalPhotos: boolean,
): Promise<OutputPlan> {
  const chosen = format ?? 'png';
  if (output === undefined) {
    const taken = new Map<string, number>();
    return {
      format: chosen,
      folder: undefined,
      isNamed: false,
      place: ({ path }) => unique(`${stem(path)}.cutout`, extensions[chosen], taken),
    };
  }
  const isFolder = /[\\/]$/.test(output) || (await stat(output).catch(() => undefined))?.isDirectory() === true;
  const byExtension = formatsByExtension[extname(output).toLowerCase()];
  if (isFolder || severalPhotos) {
    if (!isFolder && byExtension) {
      throw new ForecourtError('INVALID_INPUT', `Several photos cannot all become ${output}.`, { hint: 'Name a folder: -o FOLDER/' });
    }
    const folder = resolve(output);
    const taken = new Map<string, number>();
    return {
      format: chosen,
      folder,
      isNamed: false,
      place: ({ relativePath }) => unique(join(folder, stem(relativePath)), extensions[chosen], taken),
    };
  }
  if (byExtension === undefined && format === undefined) {
    throw new ForecourtError('INVALID_INPUT', `${output} does not say which format it should have.`, {
      hint: `End it with ${Object.keys(formatsByExtension).join(', ')}, or add --format.`,
    });
  }
  if (byExtension !== undefined && format !== undefined && byExtension !== format) {
    throw new ForecourtError('INVALID_INPUT', `${output} ends like ${byExtension}, but --format says ${format}.`, {
      hint: 'Leave one of them out.',
    });
  }
  const path = resolve(output);
  return { format: format ?? byExtension ?? chosen, folder: undefined, isNamed: true, place: () => path };
}

/** Makes the folder of a result. @throws OUTPUT_NOT_WRITABLE, OUTPUT_NAME_INVALID, DISK_FULL */
export async function makeFolderFor(path: string): Promise<void> {
  await makeFolder(dirname(path));
}

/** @throws OUTPUT_EXISTS */
export async function refuseExisting(path: string): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists)
    throw new ForecourtError('OUTPUT_EXISTS', `${path} is there already.`, { hint: 'Choose another folder, or add --overwrite.' });
}

/** Two photos of one name, from two folders or in two formats, get two names. */
function unique(path: string, extension: string, taken: Map<string, number>): string {
  const key = path.toLowerCase();
  const count = (taken.get(key) ?? 0) + 1;
  taken.set(key, count);
  return count === 1 ? `${path}${extension}` : unique(`${path}-${count}`, extension, taken);
}
