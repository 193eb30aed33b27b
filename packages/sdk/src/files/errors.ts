import { type ErrorCode, ForecourtError } from '@forecourt/errors';

const writeCodes: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'DISK_FULL',
  EDQUOT: 'DISK_FULL',
  EFBIG: 'DISK_FULL',
  EACCES: 'OUTPUT_NOT_WRITABLE',
  EPERM: 'OUTPUT_NOT_WRITABLE',
  // On Windows: another program has it open.
  EBUSY: 'OUTPUT_NOT_WRITABLE',
  EROFS: 'OUTPUT_NOT_WRITABLE',
  ENOENT: 'OUTPUT_NOT_WRITABLE',
  ENOTDIR: 'OUTPUT_NOT_WRITABLE',
  EISDIR: 'OUTPUT_NAME_INVALID',
  ENAMETOOLONG: 'OUTPUT_NAME_INVALID',
  EINVAL: 'OUTPUT_NAME_INVALID',
  EEXIST: 'OUTPUT_EXISTS',
};

/** The typed error for a failed write. */
export function writeError(error: unknown, path: string): ForecourtError {
  return ForecourtError.from(error, writeCodes[systemCode(error)] ?? 'STORAGE_FAILED', `Could not write ${path}`);
}

/** The typed error for a failed read. */
export function readError(error: unknown, path: string): ForecourtError {
  const code = systemCode(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return new ForecourtError('FILE_NOT_FOUND', `There is no file ${path}.`, { cause: error });
  if (code === 'ENAMETOOLONG')
    return new ForecourtError('FILE_NOT_FOUND', `No file can have so long a name: ${path.slice(0, 60)}…`, { cause: error });
  if (code === 'EBUSY') {
    // On Windows a program that writes a file mostly lets nobody else read it.
    return new ForecourtError('FILE_NOT_READABLE', `Another program has ${path} open.`, {
      hint: 'Close that program, or wait until it is done with the file.',
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EPERM') return ForecourtError.from(error, 'FILE_NOT_READABLE', `Could not read ${path}`);
  return ForecourtError.from(error, 'STORAGE_FAILED', `Could not read ${path}`);
}

function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
