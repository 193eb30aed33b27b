import { ForecourtError } from '@forecourt/errors';

/** Where the picture is, and the other fields as text. */
export interface RemovebgRequest {
  readonly source: { readonly bytes: Uint8Array } | { readonly url: string };
  readonly background: { readonly bytes: Uint8Array } | { readonly url: string } | undefined;
  readonly fields: Readonly<Record<string, string>>;
}

/**
 * Reads a request as multipart form, as urlencoded form or as JSON, as remove.bg takes all three.
 *
 * @param type its Content-Type. @throws UNSUPPORTED_TYPE, INVALID_INPUT
 */
export async function readRequest(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<RemovebgRequest> {
  const given = /^application\/json\b/i.test(type) ? fromJson(bytes) : await fromForm(bytes, type);
  const take = (name: string) => {
    const value = given.get(name);
    given.delete(name);
    return value === '' ? undefined : value;
  };
  const sources = [fileOf(take('image_file')), base64Of(take('image_file_b64'), 'image_file_b64'), urlOf(take('image_url'))].filter(
    (source) => source !== undefined,
  );
  const [source] = sources;
  if (source === undefined) {
    throw new ForecourtError('INVALID_INPUT', 'No picture was given.', { hint: 'Send image_file, image_file_b64 or image_url.' });
  }
  if (sources.length > 1) {
    throw new ForecourtError('INVALID_INPUT', 'More than one picture was given.', {
      hint: 'Send one of image_file, image_file_b64 and image_url.',
    });
  }
  const background = fileOf(take('bg_image_file')) ?? urlOf(take('bg_image_url'));
  const fields: Record<string, string> = {};
  for (const [name, value] of given) {
    if (typeof value !== 'string') throw new ForecourtError('INVALID_INPUT', `The field ${name} is a file.`);
    fields[name] = value;
  }
  return { source: await source, background: await background, fields };
}

type Given = Map<string, string | File>;

function fromJson(bytes: Uint8Array): Given {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ForecourtError('INVALID_INPUT', 'The body is not JSON in UTF-8.', { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ForecourtError('INVALID_INPUT', 'The body is not a JSON object.');
  }
  const given: Given = new Map();
  for (const [name, each] of Object.entries(value)) {
    if (each === null) continue;
    if (typeof each === 'object') throw new ForecourtError('INVALID_INPUT', `The field ${name} is not text, a number or a boolean.`);
    given.set(name, String(each));
  }
  return given;
}

async function fromForm(bytes: Uint8Array<ArrayBuffer>, type: string): Promise<Given> {
  if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(type)) {
    throw new ForecourtError('UNSUPPORTED_TYPE', `The body has the type ${type || 'that nobody named'}.`, {
      hint: 'Send a form (multipart/form-data) or JSON.',
    });
  }
  try {
    return new Map(await new Response(bytes, { headers: { 'content-type': type } }).formData());
  } catch (cause) {
    throw new ForecourtError('INVALID_INPUT', 'The form is broken.', { cause });
  }
}

function fileOf(value: string | File | undefined): Promise<{ bytes: Uint8Array }> | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'string') throw new ForecourtError('INVALID_INPUT', 'image_file is not a file.', { hint: 'Send it as multipart.' });
  return value.bytes().then((bytes) => ({ bytes }));
}

function base64Of(value: string | File | undefined, name: string): { bytes: Uint8Array } | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === 'string' ? value.replace(/^data:[^,]*;base64,/, '') : '';
  if (!/^[\w+/=\s-]+$/.test(text)) throw new ForecourtError('INVALID_INPUT', `${name} is not base64.`);
  return { bytes: Buffer.from(text, 'base64') };
}

function urlOf(value: string | File | undefined): { url: string } | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !URL.canParse(value)) throw new ForecourtError('INVALID_INPUT', 'This is not an address of a picture.');
  return { url: value };
}
