import { parentPort, workerData } from 'node:worker_threads';
import { ForecourtError } from '@forecourt/errors';
import { createPipeline } from './pipeline.ts';
import type { Reply, Request, WorkerSettings } from './protocol.ts';

// The engine's thread: it holds the model and all work on pixels. Requests run side by side, and the pipeline lets
// only one of them into inference at a time.

const pipeline = createPipeline(workerData as WorkerSettings);

function reply(message: Reply, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

parentPort?.on('message', async (request: Request) => {
  const { id } = request;
  try {
    const { result, transfer } = await pipeline.run(request, (stage) => reply({ kind: 'stage', id, stage }));
    reply({ kind: 'done', id, result }, transfer);
  } catch (error) {
    reply({ kind: 'failed', id, error: ForecourtError.from(error).toJSON() });
  }
});
