import { join } from 'node:path';
import { repositoryFolder } from './folders.ts';
import { type SystemPart, systemPart } from './system-part.ts';

/**
 * PowerShell 7, which `npm test` puts into `.tools` where the .NET SDK is. No package of Debian brings it: where it is missing, suites skip
 * and say so, also with `CI=true`.
 */
export const powerShell: Pick<SystemPart, 'isThere' | 'note' | 'path'> = (() => {
  const part = systemPart('pwsh', { debianPackage: 'powershell', folders: () => [join(repositoryFolder, '.tools')] });
  return {
    get isThere() {
      return part.isThere;
    },
    get note() {
      return part.isThere ? '' : ' (not run: there is no PowerShell on this machine; its syntax and the rules of 5.1 were checked)';
    },
    path: () => part.path(),
  };
})();
