import { type ErrorCode, ForecourtError } from '@forecourt/errors';
import type { SshAddress } from '../../contract/index.ts';
import { type RoadStage, roadDown, systemCode, wordsOfSocket } from '../roads/trouble.ts';

export interface ConnectionTrouble {
  readonly address: SshAddress;
  readonly stage: RoadStage;
  /** Fingerprint of the key that answered, if one did. */
  readonly shown: string | undefined;
  readonly pinned: string | null;
}

/** Why a connection did not come about, or ended: ssh2 tells by `level` and `code`. */
export function connectionError(failure: unknown, { address, stage, shown, pinned }: ConnectionTrouble): ForecourtError {
  const where = `${address.user}@${address.host}:${address.port}`;
  if (shown !== undefined && pinned !== null && shown !== pinned) {
    return new ForecourtError('HOST_KEY_CHANGED', `${where} shows another host key than before.`, {
      hint: 'Somebody else may answer there. If its SSH server was set up anew, compare the fingerprint at the computer itself, and trust it then.',
      details: { expected: pinned, found: shown },
      cause: failure,
    });
  }
  const level = failure instanceof Error && 'level' in failure ? failure.level : undefined;
  if (level === 'client-authentication') {
    return new ForecourtError('HOST_SIGN_IN_REFUSED', `${where} does not let this key in.`, {
      details: { stage: 'sign-in' },
      cause: failure,
    });
  }
  const code = systemCode(failure);
  const found: RoadStage = code === 'ENOTFOUND' || code === 'EAI_AGAIN' ? 'resolve' : stage;
  const what = failure === undefined ? 'the connection ended' : level === 'client-timeout' ? 'it does not answer' : wordsOfSocket(failure);
  return roadDown({ kind: 'ssh', address: where, stage: found, what, cause: failure });
}

/** MaxSessions is reached, which passes; `reason` is of RFC 4254, section 5.1. */
export function isRefusedSession(error: unknown): boolean {
  return error instanceof Error && 'reason' in error && (error.reason === 2 || error.reason === 4 || error.reason === 1);
}

/** Status codes of draft-ietf-secsh-filexfer-02, section 7. */
const sftpCodes: Readonly<Record<number, ErrorCode>> = { 2: 'FILE_NOT_FOUND', 3: 'OUTPUT_NOT_WRITABLE', 4: 'STORAGE_FAILED' };

/** The error of an SFTP request. A full disk is a plain failure in that protocol: who writes asks for the space. */
export function sftpError(error: unknown, path: string): ForecourtError {
  if (ForecourtError.is(error)) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'number' ? sftpCodes[error.code] : undefined;
  return ForecourtError.from(error, code ?? 'STORAGE_FAILED', `${path} on the host`);
}
