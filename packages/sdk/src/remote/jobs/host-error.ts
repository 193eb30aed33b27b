import { ForecourtError, isErrorCode } from '@forecourt/errors';
import type { HostProblem } from '../../contract/index.ts';

/** What a host says went wrong, as the one error class. A newer agent may know codes that are not known here. */
export function hostError({ code, message, hint, details }: HostProblem, more: Readonly<Record<string, unknown>> = {}): ForecourtError {
  const known = isErrorCode(code) ? code : 'SCRIPT_FAILED';
  return new ForecourtError(known, message, { hint, details: { ...details, ...more } });
}
