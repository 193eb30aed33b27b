import { windowParts } from './policy.ts';

/** How calls ended lately: counted in parts of the window, so that remembering one costs the same however many there are. */
export interface CallWindow {
  record(nowMs: number, isFailure: boolean): void;
  count(nowMs: number): { readonly failures: number; readonly calls: number };
  clear(): void;
}

export function createCallWindow(windowMs: number): CallWindow {
  const partMs = windowMs / windowParts;
  const numbers = new Float64Array(windowParts).fill(-1);
  const calls = new Float64Array(windowParts);
  const failures = new Float64Array(windowParts);
  return {
    record(nowMs, isFailure) {
      const number = Math.floor(nowMs / partMs);
      const place = number % windowParts;
      if (numbers[place] !== number) {
        numbers[place] = number;
        calls[place] = 0;
        failures[place] = 0;
      }
      calls[place] = (calls[place] ?? 0) + 1;
      if (isFailure) failures[place] = (failures[place] ?? 0) + 1;
    },
    count(nowMs) {
      const newest = Math.floor(nowMs / partMs);
      const sum = { failures: 0, calls: 0 };
      for (const [place, number] of numbers.entries()) {
        if (number <= newest - windowParts || number > newest) continue;
        sum.failures += failures[place] ?? 0;
        sum.calls += calls[place] ?? 0;
      }
      return sum;
    },
    clear() {
      numbers.fill(-1);
    },
  };
}
