import { describe, expect, it } from 'vitest';
import { powerShellFinding } from './powershell.ts';

describe('PowerShell of a host', () => {
  it.each([
    ['5.1.22621.4391\r\nBypass\r\nFullLanguage\r\n', 'ok', 'PowerShell 5.1.22621.4391 at p.'],
    ['7.6.0\nUnrestricted\nFullLanguage\n', 'ok', 'PowerShell 7.6.0 at p.'],
    ['5.1.1\r\nRemoteSigned\r\nFullLanguage\r\n', 'ok', 'PowerShell 5.1.1'],
    ['5.1.1\r\nAllSigned\r\nFullLanguage\r\n', 'warning', 'AllSigned'],
    ['5.1.1\r\nBypass\r\nConstrainedLanguage\r\n', 'warning', 'ConstrainedLanguage'],
  ])('is asked whether it may run scripts: %j', (answer, state, words) => {
    expect(powerShellFinding('p', answer)).toMatchObject({ state, message: expect.stringContaining(words) });
  });
});
