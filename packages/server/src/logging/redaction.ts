/** Names of fields whose value is never written into the log, wherever in a line up to three levels deep. */
const secretFields = [
  'password',
  'secret',
  'token',
  'apiKey',
  'accessToken',
  'refreshToken',
  'authorization',
  'cookie',
  'setCookie',
  'accessKeyId',
  'secretAccessKey',
  'privateKey',
  'databaseUrl',
  'redisUrl',
  'signature',
] as const;

/** For pino: a field that should not have been given says that it was left out. */
export const redaction = {
  paths: secretFields.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
  censor: '(left out)',
};

/** What secrets look like that stand in the middle of a text. */
const secretPatterns: readonly (readonly [RegExp, string])[] = [
  [/\bfc[a-z]{1,2}_[\w-]{8,}/g, '(key)'],
  [/\bwhsec_[\w+/=-]{8,}/g, '(secret)'],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, '$1 (left out)'],
  [/\b(forecourt[\w.-]*(?:session|token)[\w.-]*|better-auth[\w.-]*)=[^;\s"']+/gi, '$1=(left out)'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, '(token)'],
  [/\bAKIA[0-9A-Z]{12,}\b/g, '(key)'],
  [/([?&](?:signature|x-amz-signature|x-amz-credential|x-amz-security-token|token|code|key)=)[^&\s"']+/gi, '$1(left out)'],
  [/([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']*:[^\s/@"']*@/gi, '$1(left out)@'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '(private key)'],
  [/("(?:password|secret|token|apiKey|authorization|cookie)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi, '$1"(left out)"'],
];

/** An address says who; its domain says which mail server, which is often the question. */
const email = /[\w.!#$%&'*+/=?^`{|}~-]+@([a-z0-9-]+(?:\.[a-z0-9-]+)+)/gi;

/**
 * A text that may leave the house: without these values wherever they stand, without what looks like a key, a token or a password in
 * an address, and without the names in e-mail addresses.
 */
export function withoutSecrets(text: string, values: readonly string[]): string {
  let clean = text;
  // The longest first: one may be a part of another. As they are, and as JSON and addresses write them.
  for (const value of values.toSorted((one, other) => other.length - one.length)) {
    const forms = new Set([value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]);
    for (const form of forms) clean = clean.replaceAll(form, '(left out)');
  }
  for (const [pattern, instead] of secretPatterns) clean = clean.replace(pattern, instead);
  return clean.replace(email, '(somebody)@$1');
}
