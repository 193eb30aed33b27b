import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestProject } from 'vitest/node';
import type { RunningApp } from './app.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers `/<worker>` with where the app of that worker is; the first who asks has it started. */
    readonly appDoorUrl: string;
  }
}

let door: Server | undefined;
/** One for each worker: its files follow each other, so that no two of them are at work on one app. */
const apps = new Map<string, Promise<RunningApp>>();

/** To start an app takes as long as many a test on it: files share it, each with a dealership of its own. */
export async function setup(project: TestProject): Promise<void> {
  const server = createServer((request, response) => {
    const worker = request.url ?? '';
    const starting = apps.get(worker) ?? start();
    apps.set(worker, starting);
    starting.then(
      ({ url, dataDir }) => response.end(JSON.stringify({ url, dataDir })),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  door = server;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  project.provide('appDoorUrl', `http://127.0.0.1:${port}`);
}

export async function teardown(): Promise<void> {
  door?.closeAllConnections();
  door?.close();
  // One that did not start was told to those who asked.
  const running = await Promise.allSettled(apps.values());
  await Promise.all(running.map((app) => (app.status === 'fulfilled' ? app.value[Symbol.asyncDispose]() : undefined)));
}

async function start(): Promise<RunningApp> {
  const { startApp } = await import('./app.ts');
  return startApp({ hasOwner: true, env: { FORECOURT_OUTBOUND_ALLOW: '127.0.0.1' } });
}
