import type { SFTPWrapper } from 'ssh2';
import type { OpenSsh, SshConnection } from './connection.ts';
import { sftpError } from './errors.ts';

/** Files of the host over the one SFTP session, each request failing when the connection does. */
export interface Sftp {
  /** Null where there is none. */
  size(path: string): Promise<number | null>;
  makeFolder(path: string): Promise<void>;
  list(path: string): Promise<string[]>;
  /** Puts a file in the place of another in one step. */
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  writeText(path: string, text: string): Promise<void>;
  readText(path: string): Promise<string | null>;
  openFile(path: string, flags: 'r' | 'r+' | 'w'): Promise<RemoteFile>;
}

export interface RemoteFile {
  read(offset: number, bytes: number): Promise<Uint8Array>;
  write(offset: number, bytes: Uint8Array): Promise<void>;
  /** To the disk, where the server can. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Whether an extension of OpenSSH is not there: then nothing was asked, and no server has answered with a number. */
function isNotOffered(error: unknown): boolean {
  const { cause } = sftpError(error, '');
  return cause instanceof Error && !('code' in cause);
}

export async function openSftp(connection: SshConnection, signal: AbortSignal): Promise<Sftp> {
  const open = await connection.open(signal);
  const sftp = await open.sftp();
  const ask = <Value>(path: string, start: (done: (error: Error | null | undefined, value: Value) => void) => void): Promise<Value> =>
    open.within(start).catch((error: unknown) => {
      throw sftpError(error, path);
    });
  const tell = (path: string, start: (done: (error?: Error | null) => void) => void): Promise<void> =>
    ask<void>(path, (done) => start((error) => done(error, undefined)));

  async function size(path: string): Promise<number | null> {
    try {
      return (await ask<{ size: number }>(path, (done) => sftp.stat(path, done))).size;
    } catch (error) {
      const failure = sftpError(error, path);
      if (failure.code === 'FILE_NOT_FOUND') return null;
      throw failure;
    }
  }

  async function openFile(path: string, flags: 'r' | 'r+' | 'w'): Promise<RemoteFile> {
    const handle = await ask<Buffer>(path, (done) => sftp.open(path, flags, done));
    return remoteFile(open, sftp, handle, path, tell);
  }

  async function rename(from: string, to: string): Promise<void> {
    await tell(to, (done) => sftp.ext_openssh_rename(from, to, done)).catch(async (error: unknown) => {
      if (!isNotOffered(error)) throw error;
      await tell(to, (done) => sftp.rename(from, to, done));
    });
  }

  return {
    size,
    openFile,
    rename,
    list: async (path) => (await ask<{ filename: string }[]>(path, (done) => sftp.readdir(path, done))).map(({ filename }) => filename),
    async makeFolder(path) {
      const parts = path.split('/');
      // Above it there may be folders that nobody may look into; only the missing ones are made.
      for (let count = 2; count <= parts.length; count++) {
        const folder = parts.slice(0, count).join('/');
        if (/^\/[A-Za-z]:$/.test(folder) || (await size(folder).catch(() => 0)) !== null) continue;
        await tell(folder, (done) => sftp.mkdir(folder, done)).catch(async (error: unknown) => {
          if ((await size(folder)) === null) throw error;
        });
      }
    },
    remove: (path) => tell(path, (done) => sftp.unlink(path, done)),
    async writeText(path, text) {
      const file = await openFile(`${path}.part`, 'w');
      await file.write(0, Buffer.from(text));
      await file.sync();
      await file.close();
      await rename(`${path}.part`, path);
    },
    async readText(path) {
      const bytes = await size(path);
      if (bytes === null) return null;
      const file = await openFile(path, 'r');
      try {
        const pieces: Uint8Array[] = [];
        for (let at = 0; at < bytes; ) {
          const piece = await file.read(at, Math.min(32_768, bytes - at));
          if (piece.byteLength === 0) break;
          pieces.push(piece);
          at += piece.byteLength;
        }
        return Buffer.concat(pieces).toString('utf8');
      } finally {
        await file.close();
      }
    },
  };
}

function remoteFile(
  open: OpenSsh,
  sftp: SFTPWrapper,
  handle: Buffer,
  path: string,
  tell: (path: string, start: (done: (error?: Error | null) => void) => void) => Promise<void>,
): RemoteFile {
  return {
    read(offset, bytes) {
      const into = Buffer.allocUnsafe(bytes);
      return open
        .within<number>((done) => sftp.read(handle, into, 0, bytes, offset, (error, count) => done(error ?? null, count)))
        .then(
          (count) => into.subarray(0, count),
          (error: unknown) => {
            // End of the file is said as an error (status 1).
            if (error instanceof Error && 'code' in error && error.code === 1) return new Uint8Array(0);
            throw sftpError(error, path);
          },
        );
    },
    write: (offset, bytes) =>
      tell(path, (done) =>
        sftp.write(handle, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.byteLength, offset, done),
      ),
    async sync() {
      await tell(path, (done) => sftp.ext_openssh_fsync(handle, done)).catch((error: unknown) => {
        if (!isNotOffered(error)) throw error;
      });
    },
    close: () => tell(path, (done) => sftp.close(handle, done)),
  };
}
