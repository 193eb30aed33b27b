import { type Photo, photoSchema } from '@forecourt/sdk/contract';

const sha256 = 'a1'.repeat(32);
const at = '2026-11-21T10:00:00.000Z';

/** A photo as the server sends it, for tests of pages' logic; parsed, so it cannot drift from the contract. */
export function photoFixture(changes: { readonly [Field in keyof Photo]?: unknown } = {}): Photo {
  const id = '0193a000-0000-7000-8000-000000000001';
  return photoSchema.parse({
    id,
    vehicleId: '0193a000-0000-7000-8000-00000000000a',
    name: 'front.jpg',
    angle: null,
    position: 0,
    state: 'review',
    version: 1,
    asset: { sha256, bytes: 4_000_000, type: 'image/jpeg', widthPx: 4032, heightPx: 3024, placeholder: null, createdAt: at },
    cutout: cutoutFixture(),
    review: null,
    job: jobFixture(),
    createdAt: at,
    updatedAt: at,
    ...changes,
  });
}

/** A job as the server sends it. */
export function jobFixture(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: '0193a000-0000-7000-8000-0000000000b1',
    operation: 'removeBackground',
    vehicleId: '0193a000-0000-7000-8000-00000000000a',
    photoId: '0193a000-0000-7000-8000-000000000001',
    photoName: 'front.jpg',
    options: { careful: false },
    state: 'done',
    progress: null,
    position: null,
    priority: 0,
    attempts: 1,
    provider: 'local',
    problem: null,
    correlationId: null,
    createdAt: at,
    startedAt: at,
    finishedAt: at,
    nextTryAt: null,
    ...changes,
  };
}

/** A cutout as the server sends it; give defects to have some. */
export function cutoutFixture(report: Record<string, unknown> | null = {}): Record<string, unknown> {
  return {
    asset: {
      sha256: 'c2'.repeat(32),
      bytes: 2_000_000,
      type: 'image/png',
      widthPx: 4032,
      heightPx: 3024,
      placeholder: null,
      createdAt: at,
    },
    jobId: '0193a000-0000-7000-8000-0000000000b1',
    provider: 'local',
    model: 'isnet',
    costUsd: 0,
    careful: false,
    timings: { decodeMs: 200, inferenceMs: 1500, refineMs: 100, reportMs: 100, encodeMs: 300, totalMs: 2200 },
    warnings: [],
    report: report && {
      schemaVersion: 1,
      kind: 'cutout',
      algorithmVersion: '1.0.0',
      widthPx: 4032,
      heightPx: 3024,
      score: 83.4,
      verdict: 'review',
      confidence: 0.8,
      defects: [],
      measurements: [],
      notExamined: [],
      aspects: { edges: 83, colour: 100, completeness: 100, cleanliness: 99, alpha: 100, photo: null },
      subject: { box: { xPx: 400, yPx: 600, widthPx: 3200, heightPx: 1800 }, areaFraction: 0.4 },
      ...report,
    },
    createdAt: at,
  };
}

/** A defect as a report has it. */
export function defectFixture(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    code: 'EDGE_ERODED',
    aspect: 'edges',
    severity: 'major',
    confidence: 0.9,
    box: { xPx: 1000, yPx: 500, widthPx: 400, heightPx: 200 },
    measure: { name: 'edge lies inside the car by', value: 4.2, unit: 'px' },
    suggestion: 'Look again with more care.',
    action: 'try_careful_mode',
    ...changes,
  };
}
