import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RunningPostgres } from '@forecourt/testing';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with the address of the one PostgreSQL of this run; the first who asks has it started. */
    readonly onePostgresUrl: string;
  }
}

let door: Server | undefined;
let starting: Promise<RunningPostgres> | undefined;

/** To make a cluster takes longer than most suites on it: they share one, in databases of their own. */
export async function setup(project: TestProject): Promise<void> {
  const server = createServer((_request, response) => {
    starting ??= start();
    starting.then(
      ({ port }) => response.end(`postgres://forecourt@127.0.0.1:${port}/postgres`),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  door = server;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  project.provide('onePostgresUrl', `http://127.0.0.1:${port}`);
}

export async function teardown(): Promise<void> {
  door?.closeAllConnections();
  door?.close();
  // One that did not start was told to those who asked.
  const running = await starting?.catch(() => undefined);
  await running?.[Symbol.asyncDispose]();
}

/** With connections for two files at once, each with several servers. */
async function start(): Promise<RunningPostgres> {
  const { startPostgres } = await import('@forecourt/testing');
  return startPostgres({ settings: { max_connections: '300' } });
}
