import { createHmac, timingSafeEqual } from 'node:crypto';
import { ForecourtError } from '@forecourt/errors';
import type { Storage } from '../storage.ts';

/** What an address gives. */
export interface LinkedFile {
  readonly sha256: string;
  /** Name to save it under; it is shown where left out. */
  readonly download: string | undefined;
}

export interface LinkRequest extends LinkedFile {
  readonly expiresInSeconds: number;
  readonly type: string;
  readonly disposition: string;
}

/** What comes back with a request for an address of our own. */
export interface PresentedLink extends LinkedFile {
  /** Seconds since 1970. */
  readonly expires: number;
  /** Which key of the ring signed it. */
  readonly key: string;
  readonly signature: string;
}

export interface Link {
  /** Absolute where the bucket's service gives it, else a path below the API's address. */
  readonly url: string;
  readonly expiresAt: Date;
}

export interface FileLinks {
  /** An address from which anybody may fetch the file, with nothing else, until it expires. @throws NOT_FOUND */
  make(request: LinkRequest): Promise<Link>;
  /** @throws LINK_EXPIRED, LINK_INVALID for one that was altered, or that another installation made */
  check(link: PresentedLink): Promise<void>;
}

interface LinkKey {
  readonly id: string;
  derive(use: 'sign file links'): Buffer;
}

/** The keys of the installation, the one that signs first. */
interface LinkKeys {
  keys(): Promise<readonly LinkKey[]>;
  makeFirst(): Promise<void>;
}

export interface FileLinksParts {
  readonly storage: Pick<Storage, 'url' | 'size'>;
  readonly ring: LinkKeys;
  readonly now?: (() => number) | undefined;
}

/**
 * Addresses of files for whoever has no session: presigned by the bucket's service, or signed here (HMAC-SHA-256) where files lie in the
 * data folder. A new key of the ring signs new ones; those of the old ones hold until that key is dropped.
 */
export function createFileLinks({ storage, ring, now = Date.now }: FileLinksParts): FileLinks {
  const sign = (key: LinkKey, { sha256, download }: LinkedFile, expires: number) =>
    createHmac('sha256', key.derive('sign file links'))
      .update(`${sha256}\n${expires}\n${download ?? ''}`)
      .digest('base64url');

  async function signingKey(): Promise<LinkKey> {
    const [first] = await ring.keys();
    if (first !== undefined) return first;
    await ring.makeFirst();
    const [made] = await ring.keys();
    if (made === undefined) throw new ForecourtError('INTERNAL', 'The key ring made no key.');
    return made;
  }

  return {
    async make({ sha256, download, type, disposition, expiresInSeconds }) {
      const expires = Math.floor(now() / 1000) + expiresInSeconds;
      const expiresAt = new Date(expires * 1000);
      const outside = await storage.url?.(sha256, { expiresInSeconds, type, disposition });
      if (outside !== undefined) return { url: outside, expiresAt };
      await storage.size(sha256);
      const key = await signingKey();
      const signature = sign(key, { sha256, download }, expires);
      const query = new URLSearchParams({ expires: String(expires), key: key.id, signature });
      if (download !== undefined) query.set('download', download);
      return { url: `/files/${sha256}?${query}`, expiresAt };
    },
    async check({ expires, key: id, signature, ...file }) {
      const key = (await ring.keys()).find((one) => one.id === id);
      const expected = key === undefined ? undefined : Buffer.from(sign(key, file, expires));
      const given = Buffer.from(signature);
      if (expected === undefined || given.length !== expected.length || !timingSafeEqual(given, expected)) {
        throw new ForecourtError('LINK_INVALID', 'This address was altered, or another installation made it.');
      }
      if (now() >= expires * 1000) {
        throw new ForecourtError('LINK_EXPIRED', `This address was good until ${new Date(expires * 1000).toISOString()}.`);
      }
    },
  };
}
