import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { HostItem } from '@forecourt/sdk/contract';
import type { Runner } from '../runner/runner.ts';

/** A small real runner: the result of a file is a copy of it with a word behind. One named `slow…` takes a moment. */
export function copyRunner(): Runner {
  const close = async () => undefined;
  return {
    async run({ request, folder, inputPath }, { signal, emit, keep }) {
      await mkdir(folder, { recursive: true });
      const items: HostItem[] = [];
      for (const [index, { sha256, name }] of request.inputs.entries()) {
        if (signal.aborted) return { state: 'cancelled', items, exitCode: null, problem: null };
        const path = join(folder, `${index}-${name}`);
        if (name.startsWith('slow')) await pause(100, undefined, { signal }).catch(() => undefined);
        await writeFile(path, Buffer.concat([await readFile(inputPath(sha256)), Buffer.from(', cut')]));
        const item = { input: sha256, output: await keep(path), report: null, model: null, timings: null, warnings: [], problem: null };
        emit({ type: 'log', stream: 'out', text: `copied ${name}` });
        emit({ type: 'item', item });
        items.push(item);
      }
      return { state: 'done', items, exitCode: 0, problem: null };
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
