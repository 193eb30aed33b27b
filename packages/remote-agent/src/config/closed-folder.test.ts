import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@forecourt/testing';
import { describe, expect, it } from 'vitest';
import { closingArguments, letsEverybodyIn, makeClosedFolder } from './closed-folder.ts';

describe('the folder of an agent', () => {
  it('is made for nobody else to read, and left as it is where it is there', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'Forecourt', 'agent');
    await makeClosedFolder(path);
    await makeClosedFolder(path);
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o077).toBe(0);
  });

  it('is closed on Windows by the numbers of groups, whatever they are called there', () => {
    expect(closingArguments('C:\\ProgramData\\Forecourt\\agent', 'PC\\Ada L')).toEqual([
      ...['C:\\ProgramData\\Forecourt\\agent', '/inheritance:r', '/grant:r', '*S-1-5-32-544:(OI)(CI)F'],
      ...['/grant:r', '*S-1-5-18:(OI)(CI)F', '/grant:r', 'PC\\Ada L:(OI)(CI)F', '/Q'],
    ]);
  });

  it.each([
    // As ProgramData hands it down.
    ['O:BAG:SYD:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;OICIIOID;GA;;;CO)(A;OICIID;0x1200a9;;;BU)', true],
    ['O:BAG:BAD:(A;;0x1200a9;;;WD)', true],
    ['O:BAG:SYD:PAI(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)(A;OICI;0x1301bf;;;LS)', false],
    ['O:BAG:SYD:PAI(D;;FA;;;BU)(A;;FA;;;BA)', false],
  ])('lets everybody in or not: %s', (descriptor, isOpen) => {
    expect(letsEverybodyIn(descriptor)).toBe(isOpen);
  });
});
