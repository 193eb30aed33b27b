import { parentPort, workerData } from 'node:worker_threads';
import { ForecourtError } from '@forecourt/errors';
import { giveWay } from './give-way.ts';
import { createPipeline } from './pipeline.ts';
import type { endOfWork, Reply, Request, WorkerSettings } from './protocol.ts';

// The engine's thread: it holds the model and all work on pixels. Requests run side by side, and the pipeline lets
// only one of them into inference at a time.

const settings: WorkerSettings = workerData;
if (settings.givesWay) giveWay();
const pipeline = createPipeline(settings);

function reply(message: Reply, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

let running = 0;
let isEnding = false;

parentPort?.on('message', async (request: Request | typeof endOfWork) => {
  if (request.kind === 'end') {
    isEnding = true;
  } else {
    running++;
    await answer(request);
    running--;
  }
  // Without its port nothing but native work keeps the thread alive, and that it waits for.
  if (isEnding && running === 0) parentPort?.close();
});

async function answer(request: Request): Promise<void> {
  const { id } = request;
  try {
    const { result, transfer } = await pipeline.run(request, (stage) => reply({ kind: 'stage', id, stage }));
    reply({ kind: 'done', id, result }, transfer);
  } catch (error) {
    reply({ kind: 'failed', id, error: ForecourtError.from(error).toJSON() });
  }
}
