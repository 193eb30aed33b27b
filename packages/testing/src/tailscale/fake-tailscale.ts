import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.ts';

export interface FakeTailscale extends AsyncDisposable {
  /** Path of a program that answers `status --json` as Tailscale's does. */
  readonly command: string;
  /** What it prints from now on; an object as JSON. */
  print(document: object | string): Promise<void>;
  /** It fails from now on, with these words. */
  fail(words: string): Promise<void>;
  /** How often it was started. */
  starts(): Promise<number>;
}

/** A process that stands for the `tailscale` command: a shell script in a folder of its own. */
export async function fakeTailscale(document: object | string): Promise<FakeTailscale> {
  const folder = await temporaryFolder();
  const command = join(folder.path, 'tailscale');
  const output = join(folder.path, 'output');
  const starts = join(folder.path, 'starts');
  const script = (last: string) =>
    `#!/bin/sh\n[ "$*" = "status --json" ] || { echo "unknown arguments: $*" >&2; exit 2; }\necho start >> '${starts}'\n${last}\n`;
  const put = async (last: string) => {
    await writeFile(command, script(last));
    await chmod(command, 0o755);
  };
  const print = async (printed: object | string) => {
    await writeFile(output, typeof printed === 'string' ? printed : JSON.stringify(printed, null, 2));
    await put(`cat '${output}'`);
  };
  await writeFile(starts, '');
  await print(document);
  return {
    command,
    print,
    fail: (words) => put(`echo '${words}' >&2; exit 1`),
    starts: async () => (await readFile(starts, 'utf8')).split('\n').length - 1,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
