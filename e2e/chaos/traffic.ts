import type { Passing } from '@forecourt/testing';

const requestHead = /^(HEAD|GET|POST|PATCH|PUT|DELETE|OPTIONS) (\S+) HTTP\/1\.1\r\n/;
const answerHead = /^HTTP\/1\.1 (\d{3}) /;

/**
 * Reads along what passes between uploaders and a server: how many bytes of files, and when. A sender waits for the answer
 * before its next request on the same connection, so heads stand at the beginning of a piece.
 */
export interface Traffic {
  heard(piece: Passing): void;
  /** Forgets what was seen. */
  reset(): void;
  /** Bytes of files that went to the server, those sent twice counted twice. */
  readonly fileBytes: number;
  /** When a byte of a file was first sent after this moment. */
  firstFileByteAfter(moment: number): number | undefined;
  /** The longest that a question for the offset of an upload was left without answer; time before this moment does not count. */
  longestHeadMs(since: number): number;
  /** When an upload was last said to be locked. */
  readonly lastLockedAt: number | undefined;
}

export function readTraffic(onFileBytes: (fileBytes: number) => void = () => undefined): Traffic {
  const requests = new Map<number, { readonly method: string; readonly isUpload: boolean; readonly at: number }>();
  let fileBytes = 0;
  let fileByteTimes: number[] = [];
  let heads: { readonly askedAt: number; readonly answeredAt: number }[] = [];
  let lastLockedAt: number | undefined;

  function wentUp(connection: number, bytes: Buffer): void {
    const head = requestHead.exec(bytes.subarray(0, 2048).toString('latin1'));
    let body = bytes.byteLength;
    if (head) {
      const [, method = '', path = ''] = head;
      requests.set(connection, { method, isUpload: path.startsWith('/api/v1/uploads'), at: performance.now() });
      const end = bytes.indexOf('\r\n\r\n');
      body = end < 0 ? 0 : bytes.byteLength - end - 4;
    }
    const request = requests.get(connection);
    if (body === 0 || !request?.isUpload || (request.method !== 'PATCH' && request.method !== 'POST')) return;
    fileBytes += body;
    fileByteTimes.push(performance.now());
    onFileBytes(fileBytes);
  }

  function cameDown(connection: number, bytes: Buffer): void {
    const status = answerHead.exec(bytes.subarray(0, 16).toString('latin1'))?.[1];
    const request = requests.get(connection);
    if (status === undefined || !request?.isUpload) return;
    if (request.method === 'HEAD') heads.push({ askedAt: request.at, answeredAt: performance.now() });
    if (status === '423') lastLockedAt = performance.now();
  }

  return {
    heard({ direction, connection, bytes }) {
      const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      if (direction === 'up') wentUp(connection, piece);
      else cameDown(connection, piece);
    },
    reset() {
      fileBytes = 0;
      fileByteTimes = [];
      heads = [];
      lastLockedAt = undefined;
    },
    get fileBytes() {
      return fileBytes;
    },
    firstFileByteAfter: (moment) => fileByteTimes.find((time) => time >= moment),
    longestHeadMs: (since) => Math.max(0, ...heads.map(({ askedAt, answeredAt }) => answeredAt - Math.max(askedAt, since))),
    get lastLockedAt() {
      return lastLockedAt;
    },
  };
}
