import { describe, expect, it } from 'vitest';
import { environmentFor } from './environment.ts';
import { runProcess } from './run-process.ts';
import { parseWindowsTable, windowsMembers, windowsProgram } from './windows.ts';

const at = (second: number) => String(134_000_000_000_000_000n + BigInt(second) * 10_000_000n);
const entry = (pid: number, parent: number, second: number) => ({ pid, parent, group: 0, started: at(second) });

describe('processes of Windows', () => {
  it('are read from lines, whatever else is printed', () => {
    expect(parseWindowsTable(`\r\n4 0 ${at(0)}\r\nWARNING: slow\r\n812 4 ${at(5)}\r\n900 4 \r\n`)).toEqual([
      entry(4, 0, 0),
      entry(812, 4, 5),
    ]);
  });

  it('belong together over parents that are gone', () => {
    const table = [entry(4, 0, 0), entry(100, 4, 1), entry(102, 101, 12), entry(103, 102, 13), entry(200, 100, 20)];
    // 101 was the script: it has ended, and what it started has not.
    expect(new Set(windowsMembers(table, { pid: 101, started: at(10) }))).toEqual(new Set([102, 103]));
    expect(new Set(windowsMembers([...table, entry(101, 100, 10)], { pid: 101, started: at(10) }))).toEqual(new Set([101, 102, 103]));
  });

  it('do not belong to whoever got a number later, nor do those of the one who had it before', () => {
    const stranger = entry(101, 100, 50);
    const table = [entry(100, 4, 1), entry(90, 101, 2), stranger, entry(104, 101, 60), entry(102, 101, 12)];
    // 90 had a parent of this number long ago, 104 is the stranger's.
    expect(windowsMembers(table, { pid: 101, started: at(10) })).toEqual([102]);
    expect(windowsMembers([stranger], { pid: 101, started: at(10) })).toEqual([]);
  });

  it('are found by the number alone where nobody knows when it began, as of one that has just been started', () => {
    expect(new Set(windowsMembers([entry(101, 100, 10), entry(102, 101, 12)], { pid: 101, started: null }))).toEqual(new Set([101, 102]));
  });

  it('get neither our settings nor where another PowerShell has its modules', () => {
    const given = {
      Path: 'C:\\Windows',
      PSModulePath: 'C:\\Program Files\\PowerShell\\7\\Modules',
      FORECOURT_AGENT_TOKEN: 'fce_x',
      FORECOURT_MODEL: 'm',
    };
    const { Path, PSModulePath, FORECOURT_AGENT_TOKEN, FORECOURT_MODEL } = environmentFor('mark', given);
    expect([Path, PSModulePath, FORECOURT_AGENT_TOKEN, FORECOURT_MODEL]).toEqual(['C:\\Windows', undefined, undefined, 'm']);
  });

  it('are never batch files, which would read the name of a photo as a command', async () => {
    const signal = new AbortController().signal;
    const options = { cwd: '/', signal, timeLimit: signal, stopFile: null, graceMs: 0, onText: () => undefined };
    await expect(runProcess({ ...options, program: 'C:\\Tools\\cut.CMD', args: ['a&calc.jpg'] })).rejects.toMatchObject({
      code: 'SCRIPT_TOOL_MISSING',
      hint: expect.stringContaining('Name the program that it calls'),
    });
  });

  it('are listed by a program of Windows, never by a file that lies in a folder of a job', () => {
    expect(windowsProgram('icacls.exe', { SystemRoot: 'D:\\Windows' })).toBe('D:\\Windows\\System32\\icacls.exe');
    expect(windowsProgram('WindowsPowerShell/v1.0/powershell.exe', {})).toBe(
      'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
    );
  });
});
