// The thread that decodes one HEIC picture and ends. It is a file of its own beside index.ts, so that decode/heic.ts finds it by the
// package's name from the sources and from a bundle alike.
import { parentPort, workerData } from 'node:worker_threads';
import { type HeicJob, type HeicReply, runHeicJob } from './decode/heic-job.ts';

const reply: HeicReply = await runHeicJob(workerData as HeicJob);
parentPort?.postMessage(reply, reply.kind === 'done' ? [reply.bytes.buffer] : []);
