import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type ErrorCode, errorCodes, ForecourtError, isErrorCode, wordsOf } from '@forecourt/errors';
import { problemSchema } from '@forecourt/sdk/contract';
import { repositoryFolder } from '@forecourt/testing';
import { describe, expect, it, vi } from 'vitest';
import { meaningOf } from '../apps/web/features/errors/error-words.ts';
import { createTerminal } from '../packages/sdk/src/cli/terminal.ts';
import { problemError } from '../packages/sdk/src/client/problems.ts';
import { problemResponse } from '../packages/server/src/problems/problem.ts';

const codes = Object.keys(errorCodes).filter(isErrorCode);
const sentence = /^[\dA-Z“].*\.$/;

describe.each(codes)('%s', (code: ErrorCode) => {
  it('says the same over the wire as it was thrown: what happened, whose fault, whether a retry helps, what to do, under which id', async () => {
    const thrown = new ForecourtError(code, 'Something exact happened.', { details: { widthPx: 3 } });
    const answer = problemResponse(thrown, { instance: '/api/v1/x', correlationId: 'c-1' });
    expect(answer.headers.get('forecourt-problem')).toBe(code);
    const problem = problemSchema.parse(await answer.json());
    const { hint, retryable, status, fault } = errorCodes[code];
    expect(problem).toMatchObject({ code, hint, retryable, status, correlationId: 'c-1', title: wordsOf(code).title });
    const arrived = problemError(answer, problem);
    expect(arrived).toMatchObject({ code, hint, retryable, status, fault, details: { correlationId: 'c-1' } });
  });

  it('has words for a page: a title, what it means for the photos, what to do', () => {
    const { title, meaning, hint } = wordsOf(code);
    expect(title).toMatch(/^[A-Z][^.]+$/);
    expect(meaning).toMatch(sentence);
    expect(hint).toMatch(sentence);
    for (const where of ['http', 'job', 'delivery'] as const) expect(meaningOf({ code, where, failedJobCount: 1 })).toMatch(sentence);
  });

  it('is printed by commands as JSON that says the same', () => {
    const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    createTerminal({ json: true }).failure(new ForecourtError(code, 'Something exact happened.'));
    const line = String(written.mock.lastCall?.[0]);
    written.mockRestore();
    const { hint, retryable } = errorCodes[code];
    expect(JSON.parse(line)).toEqual({ code, message: 'Something exact happened.', hint, retryable });
  });
});

it('no code is in the table that nothing throws', async () => {
  const source = await sourceText();
  const dead = codes.filter((code) => !new RegExp(`['"\`]${code}['"\`]`).test(source));
  expect(dead).toEqual([]);
});

/** Everything that is published or runs in the app, but the table itself, its words and tests. */
async function sourceText(): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'packages', 'apps/web'], {
    cwd: repositoryFolder,
  });
  const files = stdout
    .split('\n')
    .filter(
      (name) =>
        /\.(ts|tsx)$/.test(name) &&
        !/\.test\.tsx?$|\/testing\/|packages\/testing\/|packages\/errors\/src\/(codes|words)\.ts|contract\/routes\//.test(name),
    );
  expect(files.length).toBeGreaterThan(100);
  return (await Promise.all(files.map((name) => readFile(join(repositoryFolder, name), 'utf8')))).join('\n');
}
