import { type Generation, type Offer, offerSchema } from '@forecourt/sdk/contract';
import type * as z from 'zod';

/** A generation for tests, done unless something else is said. */
export function generationFixture(id: string, changes: Partial<Generation> = {}): Generation {
  return {
    ...{ id, rootId: 'root', parentId: null, parentResultId: null, childIds: [], vehicleId: null, operation: 'editImage' },
    parameters: { prompt: 'a red car', count: 1, transparent: false, format: 'png' },
    ...{ provider: null, model: null, inputs: [], mask: null, state: 'done', jobId: id, mergedWith: null, priority: 0, position: null },
    ...{ progress: null, tries: 1, nextTryAt: null, problem: null, attempts: [], estimate: null, made: null, results: [] },
    ...{ by: 'Ann', correlationId: null, createdAt: `2026-11-21T10:00:0${id.length}Z`, startedAt: null, finishedAt: null },
    ...changes,
  };
}

export function offerFixture(changes: Partial<z.input<typeof offerSchema>> = {}): Offer {
  return offerSchema.parse({
    ...{ operation: 'editImage', model: 'flux', limits: {}, inputTypes: ['image/png'], outputFormats: ['png'], parameters: [] },
    ...{ price: { per: 'call', usd: 0.04 }, expectedMs: 8000 },
    ...changes,
  });
}
