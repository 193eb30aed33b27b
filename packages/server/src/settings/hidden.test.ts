import { format, inspect } from 'node:util';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { Hidden } from './hidden.ts';

it('shows nothing of what it holds, however it is printed', () => {
  const hidden = new Hidden('planted');
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  log.info({ hidden, deep: { hidden: [hidden] } }, `text ${hidden}`);
  log.error({ err: new Error('failed', { cause: hidden }) }, 'failed');
  const all = [
    ...lines,
    `${hidden}`,
    String(hidden),
    JSON.stringify({ hidden }),
    inspect({ hidden }, { showHidden: true }),
    format('%o', hidden),
  ];
  expect(all.join('\n')).not.toContain('planted');
  expect(hidden.reveal()).toBe('planted');
});
