import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { readServerSettings } from './settings.ts';

const key = Buffer.alloc(32, 'planted').toString('base64');
const read = (text: string) => readServerSettings({ FORECOURT_SECRET_KEYS: text });

it('takes keys by their names, and shows none of them', () => {
  const { secretKeys } = read(`2026-11:${key},old:${key}`);
  expect(secretKeys?.reveal()).toBe(`2026-11:${key},old:${key}`);
  expect(inspect(read(`2026-11:${key}`), { depth: 9 })).not.toContain(key);
  expect(JSON.stringify(read(`2026-11:${key}`))).not.toContain(key);
});

it.each([
  ['a key without a name', key],
  ['one that is too short', `a:${key.slice(0, 20)}`],
  ['a name twice', `a:${key},a:${key}`],
  ['a sign too many', `a:${key},`],
  ['nothing', ''],
])('refuses %s without repeating it', (_, text) => {
  const attempt = () => read(text);
  expect(attempt).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringContaining('FORECOURT_SECRET_KEYS') }));
  expect(attempt).not.toThrow(key.slice(0, 20));
});
