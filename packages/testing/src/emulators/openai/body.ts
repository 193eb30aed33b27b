import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

/** Reads a body as JSON, or as a form: its fields by name, files as bytes, `image` and `image[]` always as a list. */
export async function readBody(incoming: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  const type = incoming.headers['content-type'] ?? '';
  if (bytes.length === 0) return undefined;
  if (type.startsWith('multipart/form-data')) return readForm(bytes, type);
  if (!type.startsWith('application/json')) {
    throw new Refusal(415, `Unsupported Media Type: ${type}`, { code: 'unsupported_content_type' });
  }
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    // Whoever sends no JSON is told so: it is the answer, not a failure of this server.
    throw new Refusal(400, 'We could not parse the JSON body of your request.');
  }
}

async function readForm(bytes: Buffer, type: string): Promise<unknown> {
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const fields: Record<string, unknown> = {};
  const images: Buffer[] = [];
  for (const [name, value] of form) {
    const content = typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer());
    if (typeof content !== 'string' && (name === 'image' || name === 'image[]')) images.push(content);
    else fields[name] = content;
  }
  return images.length > 0 ? { ...fields, image: images } : fields;
}
