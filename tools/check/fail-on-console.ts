import { afterEach, beforeEach, expect, vi } from 'vitest';

// A library that prints is a library that cannot be embedded: unexpected console output fails the test.
const methods = ['log', 'info', 'warn', 'error', 'debug'] as const;

beforeEach(() => {
  for (const method of methods) vi.spyOn(console, method);
});

afterEach(() => {
  for (const method of methods) {
    const spy = vi.mocked(console[method]);
    if (vi.isMockFunction(spy)) expect(spy, `console.${method} was called`).not.toHaveBeenCalled();
  }
});
