import { ForecourtError } from '@forecourt/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeFileName, withEnding } from './file-name.ts';

describe('a file name from outside', () => {
  it.each([
    ...['../car.jpg', '..', '.', '/etc/passwd', 'C:\\car.jpg', '\\\\pc\\share\\car.jpg', 'car.jpg:stream', 'a\nb.jpg', 'a\0.jpg'],
    ...['CON', 'con.jpg', 'NUL.tar.gz', 'com1.jpg', 'LPT9', 'COM\u00b9.jpg', 'aux', 'conin$'],
    ...['car.jpg.', 'car ', '', '   ', 'car?.jpg', '*', 'a|b', '"car".jpg', '\u202egpj.exe', 'car\ud800.jpg', '\u0007bell.jpg'],
  ])('is refused where some system would take it for more than a name: %j', (name) => {
    expect(() => safeFileName(name)).toThrow(expect.objectContaining({ code: 'FILE_NAME_REFUSED' }));
  });

  it.each([
    '$(touch x).jpg',
    "it's; rm -rf ~.jpg",
    '-File.jpg',
    '--help',
    '`id`.jpg',
    '%PATH%.jpg',
    'консоль.jpg',
    'com.jpg',
    'contour.jpg',
    '.hidden',
    'a & b.jpg',
  ])('is kept where only a shell would mind it: %j', (name) => {
    expect(safeFileName(name)).toBe(name);
  });

  it('is shortened before its ending, never to half a character', () => {
    expect(safeFileName(`${'x'.repeat(300)}.jpeg`)).toBe(`${'x'.repeat(75)}.jpeg`);
    const cars = safeFileName(`${'🚗'.repeat(120)}.jpg`);
    expect(cars.isWellFormed()).toBe(true);
    expect(Buffer.byteLength(cars)).toBeLessThanOrEqual(240);
    expect(cars).toMatch(/🚗\.jpg$/u);
  });

  it('is refused with its code or is one plain part of a path that is kept when asked again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 0, maxLength: 40 }), (name) => {
        let safe: string;
        try {
          safe = safeFileName(name);
        } catch (error) {
          return ForecourtError.is(error) && error.code === 'FILE_NAME_REFUSED';
        }
        return !/[\\/\0\n]/.test(safe) && safe !== '..' && safe !== '.' && safe.length > 0 && safeFileName(safe) === safe;
      }),
      { numRuns: 1000 },
    );
  });

  it('gets another ending for what is made of it', () => {
    expect(['car.jpg', 'car', '.hidden', 'a.b.jpeg'].map((name) => withEnding(name, 'png'))).toEqual([
      ...['car.png', 'car.png', '.hidden.png', 'a.b.png'],
    ]);
  });
});
