'use client';

import { ForecourtError } from '@forecourt/errors';
import { useState } from 'react';
import { browserClient } from '@/lib/data/client.ts';

/** A picture that a run is to have: on its way to the server, there, or refused. */
export interface ChosenFile {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly state: 'sending' | 'ready' | 'failed';
  readonly sha256: string | null;
  readonly problem: string | null;
}

/** So many at once: more would only wait for each other. */
const atOnce = 3;

/** Sends what is chosen as it is chosen, so that the run begins at once. */
export function useRunFiles() {
  const [files, setFiles] = useState<readonly ChosenFile[]>([]);
  const change = (id: string, changes: Partial<ChosenFile>) =>
    setFiles((before) => before.map((file) => (file.id === id ? { ...file, ...changes } : file)));
  const send = async (id: string, file: File) => {
    try {
      const { sha256 } = await browserClient().generations.addInput(file);
      change(id, { state: 'ready', sha256 });
    } catch (error) {
      const { message, hint } = ForecourtError.from(error);
      change(id, { state: 'failed', problem: `${message} ${hint}` });
    }
  };
  return {
    files,
    add(chosen: readonly File[]) {
      const named = chosen.map((file) => ({ id: newName(), file }));
      setFiles((before) => [
        ...before,
        ...named.map(({ id, file }) => ({ id, name: file.name, bytes: file.size, state: 'sending' as const, sha256: null, problem: null })),
      ]);
      const queue = [...named];
      const work = async () => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) await send(next.id, next.file);
      };
      Promise.all(Array.from({ length: atOnce }, work)).catch(reportError);
    },
    remove: (id: string) => setFiles((before) => before.filter((file) => file.id !== id)),
  };
}

/** `crypto.randomUUID` is missing on plain http, where a dealer's own server often is. */
function newName(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}
