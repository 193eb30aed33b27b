import { ForecourtError } from '@forecourt/errors';
import { problemSchema } from '@forecourt/sdk/contract';
import { expect, it } from 'vitest';
import { problemResponse, toProblem } from './problem.ts';

it('says of an error what the contract promises, and when to come back', async () => {
  const error = new ForecourtError('RATE_LIMITED', 'Too many uploads are under way.', { details: { retryAfterSeconds: 1.2 } });
  const answer = problemResponse(error, { instance: '/api/v1/uploads', correlationId: 'c1', headers: { 'tus-resumable': '1.0.0' } });
  expect(answer.status).toBe(429);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/problem+json',
    'forecourt-problem': 'RATE_LIMITED',
    'retry-after': '2',
    'tus-resumable': '1.0.0',
  });
  expect(problemSchema.parse(await answer.json())).toMatchObject({ title: 'Too many requests', code: 'RATE_LIMITED', correlationId: 'c1' });
});

it('keeps to itself what an unforeseen error says', () => {
  const problem = toProblem(new TypeError('password=secret'), { correlationId: 'c2' });
  expect(problem).toMatchObject({ code: 'INTERNAL', status: 500, correlationId: 'c2' });
  expect(JSON.stringify(problem)).not.toContain('secret');
});
