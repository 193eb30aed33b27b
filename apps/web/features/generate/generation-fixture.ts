import type { Generation, Offer } from '@forecourt/sdk/contract';

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

export function offerFixture(changes: Partial<Offer> = {}): Offer {
  return {
    ...{ operation: 'editImage', model: 'flux', limits: {}, inputTypes: ['image/png'], outputFormats: ['png'], parameters: [] },
    ...{ ranges: {}, qualities: [], price: { per: 'call', usd: 0.04 }, expectedMs: 8000, retiresOn: null, replacedBy: null },
    ...changes,
  };
}
