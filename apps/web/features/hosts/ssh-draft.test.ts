import { describe, expect, it } from 'vitest';
import { addressOf, draftOf } from './ssh-draft.ts';

describe('an SSH address that somebody types', () => {
  it('is taken once it is whole', () => {
    expect(addressOf({ host: ' office-pc ', port: '2222', user: ' forecourt' })).toEqual({
      host: 'office-pc',
      port: 2222,
      user: 'forecourt',
    });
    expect(addressOf(draftOf({ host: '10.0.0.4', port: 22, user: 'ann' }))).toEqual({ host: '10.0.0.4', port: 22, user: 'ann' });
  });

  it('is not taken while something is missing or no port', () => {
    expect(addressOf(draftOf(null))).toBeNull();
    for (const port of ['', '0', '65536', '22a', '-1', '2.5']) expect(addressOf({ host: 'a', port, user: 'b' })).toBeNull();
  });
});
