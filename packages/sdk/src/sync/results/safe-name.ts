/** Names that Windows keeps for devices, with any ending (Microsoft, “Naming Files, Paths, and Namespaces”). */
const reserved = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])$/i;
/** What Windows allows in no name, and what drives terminals or turns the direction of writing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const forbidden = /[<>:"/\\|?*\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;
/** File systems allow 255 bytes; there has to be room for a number and an ending. */
const mostBytes = 200;

/**
 * A name that means one file, on every system, in the folder in which it is used: no way up or elsewhere, no device, nothing that Windows
 * cuts off or refuses. A good name stays as it is.
 */
export function safeName(name: string): string {
  const cleaned = name
    .toWellFormed()
    .normalize('NFC')
    .replace(forbidden, '_')
    .replace(/^\s+|[\s.]+$/gu, '');
  const short = shortened(cleaned);
  const [stem = ''] = short.split('.');
  if (short === '') return '_';
  return reserved.test(stem.trim()) ? `_${short}` : short;
}

/** Each part of a path made safe. `.` and `..` become names like any other. */
export function safePath(path: string): string {
  return path.split('/').map(safeName).join('/');
}

function shortened(name: string): string {
  if (Buffer.byteLength(name) <= mostBytes) return name;
  let short = '';
  let bytes = 0;
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > mostBytes) break;
    short += character;
  }
  return short.replace(/[\s.]+$/u, '');
}
