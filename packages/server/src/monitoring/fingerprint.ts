import { createHash } from 'node:crypto';

const longestMessage = 500;

/** Values that let somebody in: keys and tokens by their prefix, `Bearer …`, and passwords in addresses. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/\b(fc[a-z]*_|whsec_|sk-|r8_|ghp_|gho_)[\w-]{8,}/g, '$1…'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, '$1 …'],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, '…'],
  [/(:\/\/[^\s:/@]*):[^\s@/]+@/g, '$1:…@'],
  [/([?&](?:token|key|secret|signature|code|password|x-amz-[a-z-]+)=)[^&\s]+/gi, '$1…'],
];

/** Names of fields whose values nobody should read. */
const secretNames = /pass(word|phrase)?$|secret|token|cookie|authorization|api-?key|private-?key|credential|signature/i;

/** A text as it may be kept and shown: without what lets somebody in, and not endless. */
export function withoutSecrets(text: string): string {
  const clean = secrets.reduce((left, [pattern, replacement]) => left.replace(pattern, replacement), text);
  return clean.length <= longestMessage ? clean : `${clean.slice(0, longestMessage - 1)}…`;
}

const mostEntries = 30;
const deepest = 4;

/** Details as they may be kept and shown: plain data, without secrets, neither deep nor long. */
export function safeDetails(details: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
  const entries = Object.entries(details ?? {}).slice(0, mostEntries);
  return Object.fromEntries(entries.map(([name, value]) => [name, secretNames.test(name) ? '…' : safeValue(value, 1)]));
}

function safeValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return withoutSecrets(value.toWellFormed().replaceAll('\0', ''));
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  if (depth >= deepest || typeof value !== 'object') return withoutSecrets(String(value));
  if (Array.isArray(value)) return value.slice(0, mostEntries).map((item) => safeValue(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, mostEntries)
      .map(([name, inner]) => [name, secretNames.test(name) ? '…' : safeValue(inner, depth + 1)]),
  );
}

export interface Cause {
  readonly code: string;
  readonly where: string;
  readonly operation?: string | null | undefined;
  readonly provider?: string | null | undefined;
  readonly message: string;
}

/** Names what failures of one cause have in common: all but what differs from photo to photo. */
export function fingerprintOf({ code, where, operation, provider, message }: Cause): string {
  const parts = [code, where, operation ?? '', provider ?? '', normalise(message)];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 32);
}

/** A message without what differs between two of the same cause: addresses, file names, identifiers, numbers. */
export function normalise(message: string): string {
  return message
    .toLowerCase()
    .replace(/\b[a-z][a-z\d+.-]*:\/\/\S+/g, 'url')
    .replace(/\b[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\b/g, 'id')
    .replace(/\b[\da-f]{16,}\b/g, 'id')
    .replace(/(\/[\w.@~-]+){2,}/g, 'path')
    .replace(/[^\s"“”'‘’]+\.(jpe?g|png|webp|avif|tiff?|heic|heif|part)\b/g, 'file')
    .replace(/\d+([.,:]\d+)*/g, 'n')
    .replace(/\s+/g, ' ')
    .trim();
}
