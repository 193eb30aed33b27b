import { afterAll, expect, vi } from 'vitest';

// Files follow each other in one process: none may leave it other than it was.
const settings = () =>
  Object.entries(process.env).filter(([name]) => /^(FORECOURT_|DATABASE_URL$|REDIS_URL$|PATH$|HOME$|TMPDIR$)/.test(name));
const before = { settings: settings(), folder: process.cwd() };

afterAll(() => {
  expect(vi.isFakeTimers(), 'timers were left fake').toBe(false);
  expect({ settings: settings(), folder: process.cwd() }).toEqual(before);
});
