import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { safeName, safePath } from './safe-name.ts';

it('leaves a good name as it is', () => {
  for (const name of ['front.jpg', 'Škoda 3/4 view'.replace('/', '-'), 'console.png', 'com10.png', 'ö ü 车.webp', '.hidden']) {
    expect(safeName(name)).toBe(name);
  }
});

it.each([
  ['..', '_'],
  ['.', '_'],
  ['', '_'],
  ['a/b\\c', 'a_b_c'],
  ['C:evil.png', 'C_evil.png'],
  ['x.png:stream', 'x.png_stream'],
  ['nul', '_nul'],
  ['NUL.tar.png', '_NUL.tar.png'],
  ['aux .png', '_aux .png'],
  ['com¹.png', '_com¹.png'],
  ['CONOUT$', '_CONOUT$'],
  ['ends.. ', 'ends'],
  ['line\nbreak\u0000\u202egnp.exe', 'line_break__gnp.exe'],
])('makes %j %j', (name, safe) => {
  expect(safeName(name)).toBe(safe);
});

it('means one file in its folder, whatever the name, and stays what it is when it is made safe again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'names-'));
  try {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .array(fc.constantFrom('.', '/', '\\', ' ', ':', 'con', 'NUL', '\u0000', '\u0301', '😀', 'a'), { maxLength: 12 })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(nasty, (name) => {
        const safe = safeName(name);
        const isPlain = !/[<>:"/\\|?*]|[\s.]$|^$|^\.\.?$/u.test(safe) && Buffer.byteLength(safe) <= 201;
        return isPlain && safeName(safe) === safe && join('/results', safePath(name)).startsWith('/results/');
      }),
      { numRuns: 1000 },
    );
    for (const name of fc.sample(nasty, { numRuns: 20, seed: 3 })) await writeFile(join(folder, safeName(name)), 'x');
    expect((await readdir(folder)).length).toBeGreaterThan(5);
  } finally {
    await rm(folder, { recursive: true });
  }
});
