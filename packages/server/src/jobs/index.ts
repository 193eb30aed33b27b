export { addJob } from '../database/job-requests.ts';
export { createEmbeddedQueue, type EmbeddedQueueOptions } from './embedded/embedded-queue.ts';
export type { Logger } from './logger.ts';
export type { Message, Queue } from './queue.ts';
export { createRedisQueue, type RedisQueueOptions } from './redis/redis-queue.ts';
export { progressChannel } from './run-job.ts';
export { callBack, cancelJob, enqueue, type JobsContext, processPhoto, retryJob } from './service.ts';
export { sweep } from './sweep.ts';
export { startWorker, type Worker, type WorkerOptions } from './worker.ts';
