import { hash } from 'node:crypto';
import { offerSchema } from '../../packages/sdk/src/contract/index.ts';
import type { MadePictures, Provider } from '../../packages/sdk/src/providers/index.ts';

/** A provider that has its picture at hand, so that what is measured is everything around it. */
export function createMemoryProvider(): Required<Pick<Provider, 'generateImage'>> & Provider {
  const bytes = new Uint8Array(1024).fill(7);
  const offers = [
    offerSchema.parse({
      operation: 'generateImage',
      model: 'at-hand',
      limits: { concurrency: 100, requestsPerMinute: 6_000_000 },
      inputTypes: [],
      outputFormats: ['png'],
      parameters: ['seed', 'size'],
      sizes: { kind: 'range', leastPx: 16, mostPx: 4096, multipleOf: 16 },
      price: { per: 'call', usd: 0.000001 },
      expectedMs: 1,
    }),
  ];
  const made: MadePictures = {
    provider: 'memory',
    model: 'at-hand',
    images: [{ bytes, format: 'png', widthPx: 64, heightPx: 64, sha256: hash('sha256', bytes, 'hex') }],
    costUsd: 0.000001,
    used: { images: 1 },
    totalMs: 0,
    warnings: [],
  };
  return {
    name: 'memory',
    abilities: async () => ({ provider: 'memory', checkedOn: null, offers }),
    health: async () => ({ state: 'ready', message: 'It is there.' }),
    generateImage: async () => made,
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}
