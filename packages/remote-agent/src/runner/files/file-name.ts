import { ForecourtError } from '@forecourt/errors';

/** Names that Windows keeps for devices, with any ending, also with superscript digits (learn.microsoft.com, “Naming Files”). */
const device = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d\u00b9\u00b2\u00b3])(\.|$)/i;

/** Signs that Windows allows in no name, control characters, and what turns the direction of writing to hide an ending. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const forbidden = /[<>:"/\\|?*\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/u;

/** A path of 5.1 has 260 characters at most, and our folders take their part. */
const longest = 80;

/**
 * The name under which a file of somebody's choosing is put into a folder of a run: the same on every system, so that a host on Linux
 * refuses what one on Windows would have to. Signs that only a shell minds are harmless, since no shell ever sees them. A long name is
 * shortened before its ending.
 *
 * @throws FILE_NAME_REFUSED
 */
export function safeFileName(name: string): string {
  const refuse = (reason: string) =>
    new ForecourtError('FILE_NAME_REFUSED', `The file name ${JSON.stringify(name.slice(0, 200))} ${reason}.`);
  const normal = name.normalize('NFC');
  if (normal.trim() === '') throw refuse('is empty');
  if (forbidden.test(normal)) throw refuse('has signs that no file name may have');
  if (/^\.+$/.test(normal)) throw refuse('means a folder');
  if (/[. ]$/.test(normal)) throw refuse('ends with a dot or a space, which Windows drops');
  if (device.test(normal)) throw refuse('belongs to a device of Windows');
  if (!normal.isWellFormed()) throw refuse('is no proper Unicode');
  return shortened(normal);
}

/** Whole characters only: half of a pair is no Unicode. Bytes are counted too, since Linux allows 255 of them. */
function shortened(name: string): string {
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && name.length - dot <= 10 ? name.slice(dot) : '';
  const stem = [...name.slice(0, name.length - ending.length)];
  const fits = (text: string) => text.length <= longest && Buffer.byteLength(text) <= 240;
  while (stem.length > 1 && !fits(stem.join('') + ending)) stem.pop();
  return stem.join('').replace(/[. ]+$/, '_') + ending;
}

/** The name of what is made of a file: its own with another ending. */
export function withEnding(name: string, ending: string): string {
  const dot = name.lastIndexOf('.');
  return `${dot > 0 ? name.slice(0, dot) : name}.${ending}`;
}
