import type { ExecutionDetail } from '@forecourt/sdk/contract';
import { describe, expect, it } from 'vitest';
import { durationInWords, exitInWords, filesInWords, filesOf, whatRan, whyInWords } from './execution-words.ts';

const at = '2026-11-21T12:00:00.000Z';
const file = (name: string) => ({ sha256: name.padEnd(64, '0'), bytes: 10, name });
const item = (name: string, output: string | null, problem: string | null = null) => ({
  input: file(name).sha256,
  output: output === null ? null : file(output),
  problem: problem === null ? null : { code: 'NOT_DECODABLE', message: problem, hint: 'Take another.', retryable: false },
  ...{ report: null, model: null, timings: null, warnings: [] },
});

describe('a run in words', () => {
  it('says what ran and how it ended', () => {
    expect(whatRan({ operation: 'script', script: { name: 'Add-Mark', version: '1.0.2' } })).toBe('Add-Mark 1.0.2');
    expect(whatRan({ operation: 'removeBackground', script: null })).toBe('Cutout by its engine');
    expect(exitInWords(10)).toBe('10, done with some files');
    expect(exitInWords(3)).toBe('3');
    expect(exitInWords(null)).toBe('–');
  });

  it('says how long it took, in whole seconds while it still runs', () => {
    const now = Date.parse(at) + 4_260;
    expect(durationInWords({ startedAt: null, finishedAt: null }, now)).toBe('–');
    expect(durationInWords({ startedAt: at, finishedAt: null }, now)).toBe('4 s');
    expect(durationInWords({ startedAt: at, finishedAt: '2026-11-21T12:00:04.260Z' }, now)).toBe('4.3 s');
    expect(durationInWords({ startedAt: at, finishedAt: '2026-11-21T12:03:12.000Z' }, now)).toBe('3 min 12 s');
    expect(durationInWords({ startedAt: at, finishedAt: '2026-11-21T14:05:00.000Z' }, now)).toBe('2 h 5 min');
    // No minute has sixty seconds.
    expect(durationInWords({ startedAt: at, finishedAt: '2026-11-21T12:00:59.970Z' }, now)).toBe('1 min 0 s');
    expect(durationInWords({ startedAt: at, finishedAt: '2026-11-21T12:04:59.980Z' }, now)).toBe('5 min 0 s');
    expect(durationInWords({ startedAt: at, finishedAt: null }, Date.parse(at) + 299_900)).toBe('4 min 59 s');
  });

  it('says who began it, or for which photo it was', () => {
    expect(whyInWords({ startedBy: 'Ann', operation: 'script', photoId: null })).toBe('by Ann');
    expect(whyInWords({ startedBy: 'Job of front.jpg', operation: 'removeBackground', photoId: crypto.randomUUID() })).toBe(
      'for front.jpg',
    );
    expect(whyInWords({ startedBy: 'Forecourt', operation: 'removeBackground', photoId: null })).toBe('by Forecourt');
  });

  it('says how many files came of how many', () => {
    expect(filesInWords({ inputs: 20, outputs: 3 })).toBe('3 of 20 files');
    expect(filesInWords({ inputs: 1, outputs: 1 })).toBe('1 file');
    expect(filesInWords({ inputs: 0, outputs: 0 })).toBe('No files');
  });
});

describe('the files of a run', () => {
  const inputs = ['a.jpg', 'b.jpg', 'c.jpg'].map((name) => ({ input: file(name), output: null, problem: null }));
  const log: ExecutionDetail['log'] = [
    { sequence: 1, at, type: 'item', item: item('a.jpg', 'a.png') },
    { sequence: 2, at, type: 'log', stream: 'out', text: 'b is broken' },
    { sequence: 3, at, type: 'item', item: item('b.jpg', null, 'b.jpg is no picture.') },
  ];

  it('go on with the log while it runs', () => {
    expect(filesOf({ files: inputs, log }).map(({ name, state }) => [name, state])).toEqual([
      ['a.jpg', 'done'],
      ['b.jpg', 'failed'],
      ['c.jpg', 'waiting'],
    ]);
    expect(filesOf({ files: inputs, log })[1]?.problem?.message).toBe('b.jpg is no picture.');
  });

  it('are as the server wrote them down once it did', () => {
    const files = inputs.map((each) => ({ ...each, output: file('x.png') }));
    expect(filesOf({ files, log: [] }).every(({ state, output }) => state === 'done' && output?.name === 'x.png')).toBe(true);
  });
});
