import { fork } from 'node:child_process';
import { join } from 'node:path';
import { ForecourtError } from '../../packages/errors/src/index.ts';
import type { TaskCall, TaskName, TaskReply, Tasks } from './tasks.ts';

export type SideName = 'ours' | 'peer';

/** One of the two libraries in a process of its own, so that neither's memory, threads and garbage disturb the other. */
export interface Side extends AsyncDisposable {
  /** @throws ForecourtError `INTERNAL` if the task failed or its process ended; `ABORTED` */
  ask<Name extends TaskName>(name: Name, given: Tasks[Name]['given']): Promise<Tasks[Name]['result']>;
}

/** Longer than any task takes on a slow machine; a side that hangs must not hang the benchmark. */
const deadlineMs = 15 * 60_000;

/** Starts a side; its model is loaded by its first task. */
export function startSide(name: SideName, signal: AbortSignal): Side {
  const child = fork(join(import.meta.dirname, '../children/side.ts'), [name], {
    // Pixels pass as they are instead of as JSON.
    serialization: 'advanced',
    // Nothing a library prints may get between the results on our stdout.
    stdio: ['ignore', 2, 2, 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
    signal,
    killSignal: 'SIGKILL',
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;
  const fail = (cause: unknown) => {
    for (const { reject } of waiting.values()) reject(cause);
    waiting.clear();
  };
  const ended = new Promise<void>((done) => {
    child.once('exit', (code, killedBy) => {
      fail(new ForecourtError('INTERNAL', `The process of ${name} ended (${killedBy ?? code}) in the middle of its work.`));
      done();
    });
  });
  child.on('error', (error) => fail(ForecourtError.from(error)));
  child.on('message', (reply: TaskReply) => {
    const call = waiting.get(reply.id);
    waiting.delete(reply.id);
    if (reply.kind === 'done') call?.resolve(reply.result);
    else call?.reject(new ForecourtError('INTERNAL', `${name}: ${reply.message}`));
  });

  return {
    async ask<Name extends TaskName>(task: Name, given: Tasks[Name]['given']) {
      signal.throwIfAborted();
      const call: TaskCall<Name> = { id: ++lastId, name: task, given };
      const answer = Promise.withResolvers<unknown>();
      waiting.set(call.id, answer);
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        answer.reject(new ForecourtError('DEADLINE_EXCEEDED', `${name} did not finish ${task} within ${deadlineMs / 60_000} minutes.`));
      }, deadlineMs);
      child.send(call);
      try {
        return (await answer.promise) as Tasks[Name]['result'];
      } finally {
        clearTimeout(timer);
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
