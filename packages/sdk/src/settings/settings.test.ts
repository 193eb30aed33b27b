import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

describe('settings', () => {
  it('have their places where nothing is set', () => {
    const { dataDir, cacheDir, model, threads } = readSettings({});
    expect([model, threads]).toEqual([undefined, undefined]);
    expect(dataDir).toMatch(/forecourt/i);
    expect(cacheDir).toMatch(/forecourt/i);
    expect(dataDir).not.toBe(cacheDir);
  });

  it.runIf(process.platform === 'linux')('follow the XDG base directories, of which an empty one counts as not set', () => {
    const { dataDir, cacheDir } = readSettings({ XDG_DATA_HOME: '/data', XDG_CACHE_HOME: '' });
    expect(dataDir).toBe(join('/data', 'forecourt'));
    expect(cacheDir).toMatch(/\.cache\/forecourt$/);
  });

  it('are read as what they are', () => {
    const environment = {
      FORECOURT_DATA_DIR: '/d',
      FORECOURT_CACHE_DIR: '/c',
      FORECOURT_MODEL: 'tiny',
      FORECOURT_THREADS: '2',
      FORECOURT_SERVER_URL: 'https://cars.example',
      FORECOURT_SERVER_KEY: 'fck_1',
      FORECOURT_REPLICATE_TOKEN: 'r8_1',
      FORECOURT_REPLICATE_URL: 'http://127.0.0.1:1/v1',
      PATH: '/bin',
    };
    expect(readSettings(environment)).toEqual({
      dataDir: '/d',
      cacheDir: '/c',
      model: 'tiny',
      threads: 2,
      serverUrl: 'https://cars.example',
      serverKey: 'fck_1',
      replicateToken: 'r8_1',
      replicateUrl: 'http://127.0.0.1:1/v1',
    });
  });

  it('that nobody reads are errors which list the known ones, and those of other parts pass', () => {
    expect(() => readSettings({ FORECOURT_THREAD: '2' })).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_SETTING',
        message: expect.stringContaining('FORECOURT_THREAD,'),
        hint: expect.stringContaining('FORECOURT_THREADS'),
      }),
    );
    expect(readSettings({ FORECOURT_SERVER_PORT: '1', FORECOURT_SHARED_DIR: '/s', FORECOURT_THREADS: '1' }).threads).toBe(1);
  });

  it.each([
    ['FORECOURT_THREADS', 'many'],
    ['FORECOURT_THREADS', '0'],
    ['FORECOURT_THREADS', '1.5'],
    ['FORECOURT_DATA_DIR', ''],
  ])('that cannot be are named: %s=%j', (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringContaining(name) }),
    );
  });
});
