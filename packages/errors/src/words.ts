import { type ErrorCode, errorCodes, type Fault } from './codes.ts';

/** A code in words of a dealer. */
export interface ErrorWords {
  /** What happened, in a few words. */
  readonly title: string;
  /** What it means for the photos, in one sentence. */
  readonly meaning: string;
  /** What to do next, in one sentence. */
  readonly hint: string;
}

const meaningOfFault: Readonly<Record<Fault, string>> = {
  caller: 'Nothing was changed; your photos are as they were.',
  picture: 'This photo cannot be used as it is; the others are not affected.',
  machine: 'What you have is safe; new work waits until this is mended.',
  provider: 'Photos are safe; those that were being worked on have no cutout yet.',
  network: 'What had arrived is kept; the rest has to be sent again.',
  forecourt: 'Photos are safe; what was being done was not finished.',
};

/** Codes whose name alone does not say it well to somebody who sells cars. */
const better: Readonly<Partial<Record<ErrorCode, Partial<ErrorWords>>>> = {
  ABORTED: { title: 'Cancelled' },
  DEADLINE_EXCEEDED: { title: 'It took too long', meaning: 'It was given up for now; photos are safe and can be tried again.' },
  NOT_DECODABLE: { title: 'A photo is damaged' },
  TRUNCATED: { title: 'A photo ends too early' },
  EMPTY_FILE: { title: 'A file is empty' },
  TOO_SMALL: { title: 'A photo is too small' },
  DECODE_TIMEOUT: { title: 'A photo could not be opened in time' },
  ASPECT_MISMATCH: { title: 'Photo and cutout do not belong together' },
  OUTPUT_NOT_WRITABLE: { title: 'A folder cannot be written' },
  WOULD_OVERWRITE_SOURCE: { title: 'It would have replaced a photo' },
  DISK_FULL: { title: 'The disk is full', meaning: 'Photos that are here are safe; new ones are refused until there is space.' },
  STORAGE_FAILED: { title: 'Files cannot be read or written', meaning: 'Photos may not show; no new ones are taken until this is mended.' },
  MODEL_NOT_INSTALLED: { title: 'The model is not installed', meaning: 'No photo gets a cutout until it is; originals are safe.' },
  MODEL_CORRUPT: { title: 'The model is damaged', meaning: 'No photo gets a cutout until it is installed again; originals are safe.' },
  SECRET_KEY_MISSING: {
    title: 'A key of the key ring is missing',
    meaning: 'The server does not start until it is back; photos are safe.',
  },
  SECRET_UNREADABLE: {
    title: 'A secret cannot be read',
    meaning: 'What needs it does not work until it is entered anew; photos are safe.',
  },
  KEY_RING_INVALID: { title: 'The key ring is damaged', meaning: 'The server does not start until it is put back; photos are safe.' },
  AUDIT_BROKEN: {
    title: 'The audit log was altered',
    meaning: 'Photos are as they are, but what was written down about them cannot be trusted.',
  },
  MODEL_UNKNOWN: { title: 'There is no such model', meaning: 'No photo gets a cutout with it; originals are safe.' },
  DEPENDENCY_MISSING: { title: 'A package is missing' },
  OUT_OF_MEMORY: { title: 'The memory is full', meaning: 'Photos are safe and are tried again; each takes longer meanwhile.' },
  ENGINE_CRASHED: {
    title: 'The engine stopped while it worked',
    meaning: 'Photos are safe; those under way are tried again by themselves.',
  },
  UNAUTHENTICATED: { title: 'Nobody is signed in' },
  KEY_REVOKED: { title: 'The API key was revoked' },
  FORBIDDEN: { title: 'Not allowed' },
  RATE_LIMITED: { title: 'Too many requests' },
  SERVER_UNREACHABLE: { title: 'The server cannot be reached' },
  ANSWER_INVALID: { title: 'Another service answered wrongly' },
  SERVER_STOPPING: { title: 'The server restarts', meaning: 'Photos are safe; what waits goes on in a moment.' },
  DATABASE_UNAVAILABLE: {
    title: 'The database cannot be reached',
    meaning: 'Nothing can be shown or changed until it is back; what was confirmed is safe.',
  },
  DATABASE_CORRUPT: { title: 'The database is damaged', meaning: 'Some of what you have may not show until a back-up is restored.' },
  QUEUE_UNAVAILABLE: { title: 'The queue cannot be reached', meaning: 'Photos come in and wait; they are worked on when it is back.' },
  PROVIDER_UNAUTHENTICATED: { title: 'The provider’s key is not valid', meaning: 'This provider is passed over until it has a valid key.' },
  PROVIDER_FORBIDDEN: { title: 'The provider’s key may not do this' },
  PROVIDER_OUT_OF_CREDIT: { title: 'The provider has no credit left', meaning: 'This provider is passed over until credit is added.' },
  PROVIDER_RATE_LIMITED: { title: 'The provider asks to wait', meaning: 'Work goes on by itself when it may, or with another provider.' },
  PROVIDER_REFUSED: { title: 'The provider refused these words or pictures', meaning: 'No picture was made.' },
  PROVIDER_REJECTED: { title: 'The provider did not take the request', meaning: 'No picture was made.' },
  PROVIDER_UNAVAILABLE: { title: 'The provider cannot be reached', meaning: 'Work goes on with another provider, where there is one.' },
  PROVIDER_STUCK: { title: 'The provider did not finish', meaning: 'It was told to stop; whether it costs something is in the ledger.' },
  PROVIDER_ANSWER_INVALID: { title: 'The provider answered no usable picture', meaning: 'What came was thrown away.' },
  PROVIDERS_FAILED: { title: 'Every provider failed' },
  NO_PROVIDER: { title: 'No provider can do this' },
  PARAMETER_UNSUPPORTED: { title: 'The model cannot do that', meaning: 'Nothing was sent, and nothing was spent.' },
  PRICE_UNKNOWN: { title: 'The price is not known', meaning: 'Nothing was sent, and nothing was spent.' },
  BUDGET_EXCEEDED: { title: 'The budget is used up', meaning: 'Nothing was sent, and nothing was spent; photos are safe.' },
  SHARED_STATE_UNAVAILABLE: {
    title: 'Redis cannot be reached',
    meaning: 'What needs a budget waits until it is back; nothing was sent, and nothing was spent.',
  },
  MODEL_RETIRED: { title: 'The provider has switched this model off' },
  INTERNAL: { title: 'Something unexpected went wrong' },
};

/** What a page, a mail or a command says of a code: what happened, what it means, what to do. */
export function wordsOf(code: ErrorCode): ErrorWords {
  const { fault, hint } = errorCodes[code];
  return { title: sentence(code), meaning: meaningOfFault[fault], hint, ...better[code] };
}

/** Whether a text that came over a wire is one of our codes. */
export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}

function sentence(code: string): string {
  const words = code.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
