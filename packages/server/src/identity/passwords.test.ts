import { expect, it } from 'vitest';
import { createPasswords } from './passwords.ts';

it('hashes as OWASP advises unless it is told otherwise, and knows what was hashed with other parameters', async () => {
  const usual = createPasswords();
  const kept = await usual.hash('grüße aus der Halle');
  expect(kept).toMatch(/^scrypt\$131072\$8\$1\$[^$]{24}\$[^$]{44}$/);
  const cheap = createPasswords(10);
  // Composed or not, an umlaut is the same on every keyboard.
  expect(await cheap.verify('gru\u0308ße aus der Halle', kept)).toBe(true);
  expect(await usual.verify('grüße aus der Halle', await cheap.hash('grüße aus der Halle'))).toBe(true);
  expect(await cheap.verify('grüsse aus der Halle', kept)).toBe(false);
  expect(await cheap.verify('', null)).toBe(false);
});
