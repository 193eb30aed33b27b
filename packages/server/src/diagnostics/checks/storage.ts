import { createHash, randomUUID } from 'node:crypto';
import { ForecourtError } from '@forecourt/errors';
import { type Check, ok } from '../check.ts';

/** Keeps a small file, reads it, and removes it: what is not tried is not known. */
export const storage: Check = {
  name: 'storage',
  title: 'Storage',
  async run(site) {
    const store = await site.storage();
    const bytes = new TextEncoder().encode(`forecourt probe ${randomUUID()}`);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const startedAt = performance.now();
    await store.put(bytes, { sha256 });
    try {
      const read = Buffer.from(await new Response(await store.read(sha256)).arrayBuffer());
      if (!read.equals(bytes)) throw new ForecourtError('STORAGE_FAILED', 'The storage gave back other bytes than it was given.');
    } finally {
      await store.delete(sha256);
    }
    return ok(`A file was kept, read and removed in ${Math.round(performance.now() - startedAt)} ms.`);
  },
};
