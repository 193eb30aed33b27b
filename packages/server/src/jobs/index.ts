export { announceWork } from './announce.ts';
export { createEmbeddedQueue } from './embedded/embedded-queue.ts';
export { createRedisQueue } from './redis/redis-queue.ts';
export { progressChannel } from './run-job.ts';
export { callBack, cancelJob, type JobsContext, processPhoto, retryJob } from './service.ts';
export { startWorker } from './worker.ts';
