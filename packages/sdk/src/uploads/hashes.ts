/** SHA-256 that grows with what it is shown. */
export interface Sha256 {
  update(bytes: Uint8Array): Promise<void>;
  /** In hexadecimal. Ends it. */
  digest(): string;
}

/** Long enough to be quick, short enough that a page stays smooth: some 3 ms of hashing. */
const sliceBytes = 1 << 20;

/** Node's own modules where there are any: they are four times as fast, and a bundler does not see them. */
const builtins = globalThis.process?.getBuiltinModule;
export const isNode = builtins !== undefined;

/** Node hashes by itself, browsers by WebAssembly: WebCrypto takes a file only whole, and is missing on plain http. */
export async function createSha256(): Promise<Sha256> {
  if (builtins) {
    const hash = builtins('node:crypto').createHash('sha256');
    return { update: async (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') };
  }
  const { createSHA256 } = await import('hash-wasm');
  const hash = await createSHA256();
  return { update: (bytes) => inSlices(bytes, (slice) => hash.update(slice)), digest: () => hash.digest('hex') };
}

/** CRC32 as `Upload-Checksum` wants it: base64 of its four bytes. */
export async function crc32(bytes: Uint8Array): Promise<string> {
  if (builtins) return base64(numberBytes(builtins('node:zlib').crc32(bytes)));
  const { createCRC32 } = await import('hash-wasm');
  const crc = await createCRC32();
  await inSlices(bytes, (slice) => crc.update(slice));
  return base64(crc.digest('binary'));
}

/** `sha-256=:BASE64:` (RFC 9530) of a hash in hexadecimal. */
export function formatReprDigest(sha256: string): string {
  return `sha-256=:${base64(Uint8Array.from(sha256.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)))}:`;
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function numberBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

async function inSlices(bytes: Uint8Array, show: (slice: Uint8Array) => void): Promise<void> {
  for (let at = 0; at < bytes.byteLength; at += sliceBytes) {
    if (at > 0) await letPageDraw();
    show(bytes.subarray(at, at + sliceBytes));
  }
}

/** Timers of a hidden tab wait for a second; messages do not. */
function letPageDraw(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
