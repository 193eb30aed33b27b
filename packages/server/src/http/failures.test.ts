import { ForecourtError } from '@forecourt/errors';
import { Hono } from 'hono';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import type { Failure } from '../monitoring/failures.ts';
import { problemResponse } from '../problems/problem.ts';
import type { Environment } from './context.ts';
import { correlate, failed } from './correlation.ts';
import { noteFailures } from './failures.ts';

/** An app with one address for each way to fail. @returns what was noted of a request */
async function noted(path: string): Promise<readonly Failure[]> {
  const seen: Failure[] = [];
  const app = new Hono<Environment>();
  app.onError((error, context) => failed(error, context));
  app.use(correlate({ logger: pino({ enabled: false }), isProxyTrusted: false }));
  app.use(noteFailures({ recordFailure: (failure) => seen.push(failure) }));
  const fail = (at: string, error: Error) =>
    app.get(at, (context) => {
      context.set('route', 'getPhoto');
      context.set('who', { dealershipId: 'd', caller: 'person' });
      throw error;
    });
  fail('/full', new ForecourtError('DISK_FULL', 'The disk is full.', { details: { freeBytes: 0 } }));
  fail('/unforeseen', new TypeError('x is undefined'));
  fail('/stopping', new ForecourtError('SERVER_STOPPING', 'It stops.'));
  fail('/missing', new ForecourtError('NOT_FOUND', 'There is no such photo.'));
  app.get('/answered', () => problemResponse(new ForecourtError('STORAGE_FAILED', 'The file cannot be read.')));
  app.get('/readyz', (context) => context.json({ isReady: false }, 503));
  await app.request(path, { headers: { 'Forecourt-Correlation-Id': 'c-1' } });
  return seen;
}

it.each([
  ['/full', { code: 'DISK_FULL', message: 'The disk is full.', details: { freeBytes: 0, method: 'GET', path: '/full' } }],
  ['/unforeseen', { code: 'INTERNAL', message: 'x is undefined' }],
])('%s is noted with who asked, for what, under which id', async (path, expected) => {
  const common = { dealershipId: 'd', where: 'http', operation: 'getPhoto', correlationId: 'c-1' };
  expect(await noted(path)).toEqual([expect.objectContaining({ ...common, ...expected })]);
});

it('a problem that was answered without being thrown is noted by its words', async () => {
  expect(await noted('/answered')).toEqual([expect.objectContaining({ code: 'STORAGE_FAILED', dealershipId: null })]);
});

it.each(['/stopping', '/missing', '/readyz'])('%s is no failure of ours', async (path) => {
  expect(await noted(path)).toEqual([]);
});
