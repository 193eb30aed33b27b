import { randomBytes } from 'node:crypto';

export interface KeptFile {
  readonly id: string;
  readonly bytes: Buffer;
  readonly type: string;
}

/** Files that were uploaded, and everything else that an input may point to. */
export interface Files {
  readonly kept: Map<string, KeptFile>;
  keep(bytes: Buffer, type: string): KeptFile;
  /** What an address in an input stands for: the bytes of a data URI, or of a file that is kept here. */
  read(uri: string): Buffer | undefined;
}

export function createFiles(): Files {
  const kept = new Map<string, KeptFile>();
  return {
    kept,
    keep(bytes, type) {
      const file = { id: randomBytes(16).toString('base64url'), bytes, type };
      kept.set(file.id, file);
      return file;
    },
    read(uri) {
      const inline = uri.match(/^data:[\w/+.-]+;base64,(.*)$/s)?.[1];
      if (inline !== undefined) return Buffer.from(inline, 'base64');
      const id = uri.match(/\/v1\/files\/([\w-]+)$/)?.[1];
      return id === undefined ? undefined : kept.get(id)?.bytes;
    },
  };
}

export function fileJson({ id, bytes, type }: KeptFile, origin: string): Record<string, unknown> {
  return {
    id,
    name: 'picture',
    content_type: type,
    size: bytes.length,
    etag: id,
    checksums: {},
    metadata: {},
    created_at: new Date().toISOString(),
    expires_at: new Date(Date.now() + 86_400_000).toISOString(),
    urls: { get: `${origin}/v1/files/${id}` },
  };
}
