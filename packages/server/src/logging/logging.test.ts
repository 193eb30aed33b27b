import { ForecourtError } from '@forecourt/errors';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { DrizzleQueryError } from '../database/drizzle.ts';
import { createLogger, keepingLines } from './create-logger.ts';
import { createLogRing } from './log-ring.ts';
import { withoutSecrets } from './redaction.ts';

function gather() {
  const lines: string[] = [];
  return { lines, write: (line: string) => void lines.push(line) };
}

describe('the log', () => {
  it('leaves secrets out by the names of their fields, also inside of others', () => {
    const out = gather();
    const logger = createLogger('info', out);
    logger.info({ password: 'hush-1', request: { headers: { authorization: 'hush-2' } }, owner: { token: 'hush-3' } }, 'said');
    expect(out.lines.join()).not.toContain('hush');
    expect(JSON.parse(out.lines[0] ?? '')).toMatchObject({ msg: 'said', password: '(left out)' });
  });

  it('says what a failed query was, and not with which values', () => {
    const out = gather();
    const cause = new DrizzleQueryError('select * from people where email = $1', ['ann@example.com'], new Error('gone'));
    createLogger('info', out).error({ err: new ForecourtError('INTERNAL', 'A query failed.', { cause }) }, 'failed');
    expect(out.lines.join()).toContain('select * from people');
    expect(out.lines.join()).not.toContain('ann@example.com');
    expect(JSON.parse(out.lines[0] ?? '')).toMatchObject({ err: { code: 'INTERNAL', cause: { cause: { message: 'gone' } } } });
  });

  it('keeps its last lines, of children too, beside where it goes', () => {
    const out = gather();
    const ring = createLogRing(3);
    const logger = keepingLines(pino({ level: 'info' }, out), ring);
    for (const name of ['one', 'two', 'three']) logger.info(name);
    logger.child({ jobId: 'j' }).warn({ secret: 'hush' }, 'four');
    logger.debug('not said');
    keepingLines(pino({ level: 'silent' }, out), ring).info('five');
    expect(out.lines).toHaveLength(4);
    expect(ring.lines().map((line) => JSON.parse(line).msg)).toEqual(['three', 'four', 'five']);
    expect(ring.lines()[1]).toContain('"jobId":"j"');
    expect(ring.lines().join()).not.toContain('hush');
  });

  it('cuts a line that nobody would read to its end', () => {
    const ring = createLogRing();
    ring.write('x'.repeat(100_000));
    expect(ring.lines()[0]?.length).toBeLessThan(9_000);
  });
});

describe('a text that leaves the house', () => {
  it.each([
    ['a key', 'used fck_Zm9vYmFyYmF6cXV4 twice', 'fck_Zm9v'],
    ['a bearer token', 'authorization: Bearer abc.def-123456', 'abc.def'],
    ['the password of an address', 'postgres://forecourt:s3cr3t!@db:5432/x', 's3cr3t'],
    ['a session', 'cookie forecourt_session=abcdef123456; x', 'abcdef123456'],
    ['a signature', 'GET /files/a?expires=1&signature=deadbeef', 'deadbeef'],
    ['a token of JWT', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'c2lnbmF0dXJl'],
    ['an e-mail address', 'ann.lindner@example.com asked', 'ann.lindner'],
    ['a value that is known to be secret', 'it said "open\\"sesame" again', 'open'],
    ['the same in an address', 'https://x/?a=open%22sesame', 'sesame'],
  ])('has not %s', (_, text, secret) => {
    expect(withoutSecrets(text, ['open"sesame'])).not.toContain(secret);
  });

  it('keeps what is none', () => {
    const text = '{"level":40,"err":{"code":"DATABASE_UNAVAILABLE"},"path":"/api/v1/vehicles","at":"postgres://db:5432/forecourt"}';
    expect(withoutSecrets(text, [])).toBe(text);
  });
});
