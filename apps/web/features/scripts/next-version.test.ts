import { describe, expect, it } from 'vitest';
import { compareVersions, isVersion, nextVersion } from './next-version.ts';

describe('versions of a script', () => {
  it('go on by one', () => {
    expect(nextVersion('1.2.9')).toBe('1.2.10');
    expect(nextVersion(null)).toBe('1.0.0');
  });

  it('are three numbers', () => {
    expect(['1.0.0', '0.12.345'].every(isVersion)).toBe(true);
    expect(['1.0', 'v1.0.0', '1.0.0-beta', '', '1.0.0.0'].some(isVersion)).toBe(false);
  });

  it('stand in the order of their numbers', () => {
    expect(['1.10.0', '1.9.3', '2.0.0', '1.9.12'].toSorted(compareVersions)).toEqual(['1.9.3', '1.9.12', '1.10.0', '2.0.0']);
  });
});
