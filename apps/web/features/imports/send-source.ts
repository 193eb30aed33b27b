import type { Client } from '@forecourt/sdk/client';
import type { Import, ImportKind } from '@forecourt/sdk/contract';

/** Half a megabyte, which base64 makes two thirds of what a request may have. */
const partBytes = 500_000;

/** Sends a file as the source of a new import, and says how far it is. */
export async function sendSource(client: Client, file: File, onProgress: (share: number) => void): Promise<Import> {
  let current = await client.imports.create({ kind: kindOf(file), name: file.name, bytes: file.size });
  while (current.receivedBytes < file.size) {
    const part = await file.slice(current.receivedBytes, current.receivedBytes + partBytes).arrayBuffer();
    current = await client.imports.send(current.id, { offset: current.receivedBytes, data: base64(new Uint8Array(part)) });
    onProgress(current.receivedBytes / file.size);
  }
  return current;
}

function kindOf({ name }: File): ImportKind {
  return /\.(json|jsonl|ndjson)$/i.test(name) ? 'mongo' : 'csv';
}

function base64(bytes: Uint8Array): string {
  let text = '';
  // A call takes only so many arguments.
  for (let place = 0; place < bytes.length; place += 8_192) text += String.fromCharCode(...bytes.subarray(place, place + 8_192));
  return btoa(text);
}
