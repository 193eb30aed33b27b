// One side of a comparison in a process of its own: `side.ts ours` or `side.ts peer`, asked over IPC by sides/start.ts.

import { readFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { Cutter } from '../sides/cutter.ts';
import { createOurs } from '../sides/ours.ts';
import { createPeer } from '../sides/peer.ts';
import type { Hold, TaskCall, TaskName, TaskReply, Tasks } from '../sides/tasks.ts';

const cutter: Cutter = process.argv[2] === 'ours' ? createOurs() : await createPeer();

const tasks: { readonly [Name in TaskName]: (given: Tasks[Name]['given']) => Promise<Tasks[Name]['result']> } = {
  async cut({ photo, request }) {
    const bytes = await readFile(photo);
    const started = performance.now();
    const result = await cutter.cut(bytes, request);
    return { ...result, ms: performance.now() - started };
  },
  async batch({ photo, request, count }) {
    const bytes = await readFile(photo);
    const started = performance.now();
    if (cutter.queues) await Promise.all(Array.from({ length: count }, () => cutter.cut(bytes, request)));
    else for (let at = 0; at < count; at++) await cutter.cut(bytes, request);
    return { ms: performance.now() - started };
  },
  async hold({ photo, request, count }) {
    const bytes = await readFile(photo);
    return longestHold(async () => {
      for (let at = 0; at < count; at++) await cutter.cut(bytes, request);
    });
  },
  async memory() {
    return { peakBytes: process.resourceUsage().maxRSS * 1024 };
  },
  pixels: ({ photo }) => cutter.pixels(photo),
};

async function longestHold(work: () => Promise<void>): Promise<Hold> {
  const monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  await wait(2000);
  const idle = { idleTickMs: monitor.percentile(50) / 1e6, idleLongestMs: monitor.max / 1e6 };
  monitor.reset();
  await work();
  // A hold is counted by the tick that ends it.
  await wait(50);
  monitor.disable();
  return { ...idle, longestMs: monitor.max / 1e6 };
}

async function run<Name extends TaskName>({ id, name, given }: TaskCall<Name>): Promise<void> {
  let reply: TaskReply;
  try {
    reply = { id, kind: 'done', result: await tasks[name](given) };
  } catch (error) {
    reply = { id, kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  process.send?.(reply);
}

process.on('message', (call: TaskCall) => {
  void run(call);
});
// Whoever asked is gone.
process.on('disconnect', () => process.exit());
