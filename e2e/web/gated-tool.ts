import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeImage, encodeImage } from '@forecourt/sdk/imaging';
import { redCarPhoto } from '@forecourt/testing';

/** Photos that {@link makeGatedTool} cuts are so large. */
export const gatedSize = { widthPx: 320, heightPx: 240 } as const;

/** A program that cuts photos, as dealers have them, and holds each back until it may go on. */
export interface GatedTool {
  /** As `FORECOURT_AGENT_TOOL` takes it. */
  readonly setting: string;
  /** How many photos it has begun. */
  begun(): Promise<number>;
  goOn(): Promise<void>;
}

export async function makeGatedTool(folder: string): Promise<GatedTool> {
  await mkdir(folder, { recursive: true });
  const { pixels } = await decodeImage(redCarPhoto(gatedSize));
  const { widthPx, heightPx, channels, data } = pixels;
  const cut = new Uint8Array(widthPx * heightPx * 4);
  for (let at = 0; at < widthPx * heightPx; at++) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at * channels, at * channels + 3);
    if (red > 180 && green < 100) cut.set([red, green, blue, 255], at * 4);
  }
  await writeFile(join(folder, 'made.png'), await encodeImage({ data: cut, widthPx, heightPx, channels: 4 }, { format: 'png' }));
  const program = join(folder, 'cut.sh');
  const lines = [
    '#!/bin/sh',
    'here=$(dirname "$0")',
    ': > "$here/begun-$$"',
    'while [ ! -e "$here/go-on" ]; do sleep 0.1; done',
    'cp "$here/made.png" "$2"',
  ];
  await writeFile(program, `${lines.join('\n')}\n`);
  await chmod(program, 0o755);
  return {
    setting: JSON.stringify({ name: 'studio', program, arguments: ['{input}', '{output}'] }),
    begun: async () => (await readdir(folder)).filter((name) => name.startsWith('begun-')).length,
    goOn: () => writeFile(join(folder, 'go-on'), ''),
  };
}
