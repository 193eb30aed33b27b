import type { Finding } from '../finding.ts';

/** Asks PowerShell for its version, the policy that counts in the end, and how much of the language it may use; also under the strictest. */
export const powerShellQuestion =
  '[string]$PSVersionTable.PSVersion; [string](Get-ExecutionPolicy); [string]$ExecutionContext.SessionState.LanguageMode';

/**
 * What its answer means for scripts. The agent asks for the policy Bypass at each start, and a policy of the company goes before that
 * (about_Execution_Policies); what may not use the whole language makes no objects of .NET (about_Language_Modes).
 */
export function powerShellFinding(program: string, answer: string): Finding {
  const [version = 'of an unknown version', policy = '', mode = ''] = answer.trim().split(/\s*\n\s*/);
  const message = `PowerShell ${version} at ${program}.`;
  if (policy === 'AllSigned' || policy === 'Restricted') {
    return {
      state: 'warning',
      message: `${message} A policy of this computer lets it run no scripts of the platform (${policy}).`,
      hint: 'In the group policy “Turn on Script Execution” allow local scripts (RemoteSigned). Photos are cut all the same.',
    };
  }
  if (mode !== '' && mode !== 'FullLanguage') {
    return {
      state: 'warning',
      message: `${message} A policy of this computer lets scripts use only a part of the language (${mode}).`,
      hint: 'Allow the folder of the agent in AppLocker or App Control. Photos are cut all the same.',
    };
  }
  return { state: 'ok', message };
}
