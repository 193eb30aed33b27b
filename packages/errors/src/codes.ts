import { hostCodes } from './host-codes.ts';
import type { ErrorKind } from './kind.ts';

export type { ErrorKind, Fault } from './kind.ts';

/**
 * Every way in which Forecourt fails on purpose. The same codes stand in thrown errors, in problem details,
 * in the command line's JSON and on the pages. A code is never renamed and never reused.
 */
export const errorCodes = {
  // The request
  INVALID_INPUT: { status: 400, retryable: false, fault: 'caller', hint: 'Correct the named field and send it again.' },
  UNKNOWN_SETTING: { status: 400, retryable: false, fault: 'caller', hint: 'Use one of the known settings.' },
  OPERATION_UNSUPPORTED: { status: 400, retryable: false, fault: 'caller', hint: 'Choose a provider that lists this operation.' },
  ABORTED: { status: 499, retryable: false, fault: 'caller', hint: 'It was cancelled. Start it again if that was not meant.' },
  DEADLINE_EXCEEDED: { status: 504, retryable: true, fault: 'machine', hint: 'Try again, or allow more time.' },

  // The picture
  EMPTY_FILE: { status: 422, retryable: false, fault: 'picture', hint: 'The file has no content. Copy it from the camera again.' },
  UNSUPPORTED_TYPE: { status: 415, retryable: false, fault: 'picture', hint: 'Save it as JPEG, PNG, WebP, AVIF, TIFF or HEIC.' },
  NOT_DECODABLE: { status: 422, retryable: false, fault: 'picture', hint: 'The file is damaged. Copy it from the camera again.' },
  TRUNCATED: { status: 422, retryable: false, fault: 'picture', hint: 'The file ends too early. Copy it from the camera again.' },
  TOO_SMALL: { status: 422, retryable: false, fault: 'picture', hint: 'Use the original photo instead of a thumbnail.' },
  FILE_TOO_LARGE: { status: 413, retryable: false, fault: 'picture', hint: 'Save it smaller, or raise the limit on bytes.' },
  TOO_MANY_PIXELS: { status: 422, retryable: false, fault: 'picture', hint: 'Scale it down, or raise the limit on pixels.' },
  DECODE_TIMEOUT: { status: 422, retryable: false, fault: 'picture', hint: 'Save it again as a plain JPEG and use that.' },
  NOTHING_FOUND: { status: 422, retryable: false, fault: 'picture', hint: 'Send a photo that shows a car.' },
  ASPECT_MISMATCH: { status: 422, retryable: false, fault: 'picture', hint: 'Give the photo that this cutout was made from.' },

  // Files and disks
  FILE_NOT_FOUND: { status: 404, retryable: false, fault: 'caller', hint: 'Check the name and the folder.' },
  FILE_NOT_READABLE: { status: 403, retryable: false, fault: 'machine', hint: 'Give the user who runs this the right to read it.' },
  OUTPUT_NOT_WRITABLE: { status: 403, retryable: false, fault: 'machine', hint: 'Choose a folder that can be written.' },
  OUTPUT_NAME_INVALID: { status: 400, retryable: false, fault: 'caller', hint: 'Choose a shorter name of ordinary characters.' },
  OUTPUT_EXISTS: { status: 409, retryable: false, fault: 'caller', hint: 'Choose another name.' },
  WOULD_OVERWRITE_SOURCE: { status: 409, retryable: false, fault: 'caller', hint: 'Choose an output that is not one of the photos.' },
  DISK_FULL: { status: 507, retryable: true, fault: 'machine', hint: 'Free some space on the disk and try again.' },
  STORAGE_FAILED: { status: 500, retryable: true, fault: 'machine', hint: 'Check the disk, then try again.' },
  STORAGE_UNAVAILABLE: {
    status: 503,
    retryable: true,
    fault: 'machine',
    hint: 'Check that the service of the bucket runs and that FORECOURT_S3_ENDPOINT is right.',
  },
  STORAGE_REFUSED: {
    status: 500,
    retryable: false,
    fault: 'machine',
    hint: 'Check the name of the bucket, its region, and that its keys may list, read, write and delete.',
  },
  STORAGE_ALREADY_THERE: { status: 409, retryable: false, fault: 'caller', hint: 'There is nothing to move.' },
  STORAGE_NOT_MOVED: { status: 409, retryable: false, fault: 'caller', hint: 'Move the files first, with `forecourt storage move`.' },
  LINK_EXPIRED: { status: 410, retryable: false, fault: 'caller', hint: 'Ask whoever sent it for a new one.' },
  LINK_INVALID: { status: 403, retryable: false, fault: 'caller', hint: 'Use the address exactly as it was given.' },

  // Models and the local engine
  MODEL_UNKNOWN: { status: 404, retryable: false, fault: 'caller', hint: 'See the known models with `forecourt models list`.' },
  MODEL_NOT_INSTALLED: { status: 409, retryable: false, fault: 'machine', hint: 'Install its weights with `forecourt models add`.' },
  MODEL_CORRUPT: { status: 500, retryable: false, fault: 'machine', hint: 'Its weights were cut or changed. Install them again.' },
  MODEL_INVALID: { status: 422, retryable: false, fault: 'caller', hint: 'Correct the manifest; the docs describe each field.' },
  MODEL_LICENCE_NOT_ACKNOWLEDGED: {
    status: 403,
    retryable: false,
    fault: 'caller',
    hint: 'Read the licence, then add the model with --accept-licence.',
  },
  DOWNLOAD_FAILED: {
    status: 502,
    retryable: true,
    fault: 'network',
    hint: 'Check the connection and try again; it goes on where it stopped.',
  },
  DEPENDENCY_MISSING: { status: 500, retryable: false, fault: 'machine', hint: 'Install the named package.' },
  OUT_OF_MEMORY: { status: 503, retryable: true, fault: 'machine', hint: 'Close other programs, or process fewer pictures at once.' },
  ENGINE_CRASHED: { status: 500, retryable: true, fault: 'forecourt', hint: 'Try again. If it stays, run `forecourt doctor`.' },
  ENGINE_CLOSED: { status: 409, retryable: false, fault: 'caller', hint: 'Create a new engine; this one was closed.' },

  // Who is asking
  UNAUTHENTICATED: { status: 401, retryable: false, fault: 'caller', hint: 'Sign in, or send a valid API key.' },
  WRONG_CREDENTIALS: { status: 401, retryable: false, fault: 'caller', hint: 'Check the e-mail address and the password.' },
  KEY_REVOKED: { status: 401, retryable: false, fault: 'caller', hint: 'Make a new API key under Settings and use that.' },
  KEY_EXPIRED: { status: 401, retryable: false, fault: 'caller', hint: 'Make a new API key under Settings and use that.' },
  WRONG_PASSWORD: { status: 403, retryable: false, fault: 'caller', hint: 'Enter the password that you sign in with.' },
  ALREADY_MEMBER: { status: 409, retryable: false, fault: 'caller', hint: 'Change the role of this person in the list of people.' },
  ALREADY_INVITED: { status: 409, retryable: false, fault: 'caller', hint: 'Send the invitation again, or revoke it first.' },
  LAST_OWNER: { status: 409, retryable: false, fault: 'caller', hint: 'Make somebody else an owner first.' },
  LAST_OPERATOR: { status: 409, retryable: false, fault: 'caller', hint: 'Appoint somebody else first.' },
  DEALERSHIP_SWITCHED: {
    status: 409,
    retryable: false,
    fault: 'caller',
    hint: 'Load the page again to work in the dealership that you switched to.',
  },
  FORBIDDEN: { status: 403, retryable: false, fault: 'caller', hint: 'Ask the owner of the dealership for this right.' },
  SETUP_DONE: { status: 409, retryable: false, fault: 'caller', hint: 'It is set up already. Sign in.' },
  SETUP_CODE_WRONG: { status: 403, retryable: false, fault: 'caller', hint: 'Use the address that the server printed when it started.' },
  RATE_LIMITED: { status: 429, retryable: true, fault: 'caller', hint: 'Wait as long as Retry-After says, then try again.' },

  // What is asked for
  NOT_FOUND: { status: 404, retryable: false, fault: 'caller', hint: 'Check the address; it may have been removed.' },
  METHOD_NOT_ALLOWED: { status: 405, retryable: false, fault: 'caller', hint: 'The API reference lists the methods of each address.' },
  PAYLOAD_TOO_LARGE: { status: 413, retryable: false, fault: 'caller', hint: 'Send less in one request; photos go by resumable upload.' },
  RANGE_NOT_SATISFIABLE: { status: 416, retryable: false, fault: 'caller', hint: 'Ask for bytes that the file has.' },
  CHANGED_MEANWHILE: { status: 409, retryable: false, fault: 'caller', hint: 'Somebody else changed it. Look at it again, then decide.' },
  STOCK_NUMBER_TAKEN: {
    status: 409,
    retryable: false,
    fault: 'caller',
    hint: 'Open the vehicle that has this stock number, or choose another.',
  },
  ASSET_UNKNOWN: { status: 409, retryable: false, fault: 'caller', hint: 'Upload the file first.' },
  NOT_REVIEWABLE: { status: 409, retryable: false, fault: 'caller', hint: 'Wait until its cutout is there, then decide.' },
  ALREADY_WORKING: { status: 409, retryable: false, fault: 'caller', hint: 'Wait for the job under way, or cancel it first.' },
  NOT_RETRYABLE: { status: 409, retryable: false, fault: 'caller', hint: 'Only failed and cancelled jobs can be started again.' },
  NOT_WAITING: { status: 409, retryable: false, fault: 'caller', hint: 'Only a job that waits for its turn can be moved.' },
  NOT_CANCELLABLE: { status: 409, retryable: false, fault: 'caller', hint: 'It has its result already.' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, retryable: false, fault: 'caller', hint: 'Use a new Idempotency-Key for a new request.' },
  IDEMPOTENCY_IN_PROGRESS: {
    status: 409,
    retryable: true,
    fault: 'caller',
    hint: 'The first request with this key is still under way. Try again shortly.',
  },

  // Imports
  IMPORT_UNREADABLE: {
    status: 422,
    retryable: false,
    fault: 'caller',
    hint: 'Save it again as CSV in UTF-8, or export it with mongoexport, and send that.',
  },
  IMPORT_STATE: { status: 409, retryable: false, fault: 'caller', hint: 'Look at the import again; it has gone on meanwhile.' },

  // Uploads
  UPLOAD_NOT_FOUND: { status: 404, retryable: false, fault: 'caller', hint: 'Start the upload anew.' },
  UPLOAD_EXPIRED: { status: 410, retryable: false, fault: 'caller', hint: 'It was left too long. Start the upload anew.' },
  UPLOAD_OFFSET_MISMATCH: { status: 409, retryable: true, fault: 'network', hint: 'Ask for the offset and go on from there.' },
  UPLOAD_LOCKED: { status: 423, retryable: true, fault: 'network', hint: 'Another request still writes to it. Try again shortly.' },
  CHECKSUM_MISMATCH: { status: 460, retryable: true, fault: 'network', hint: 'A part arrived damaged and was thrown away. Send it again.' },
  HASH_MISMATCH: { status: 422, retryable: false, fault: 'network', hint: 'The file changed on its way. Upload it again.' },

  // Server and connection
  SERVER_UNREACHABLE: { status: 503, retryable: true, fault: 'network', hint: 'Check the connection and the address of the server.' },
  ANSWER_INVALID: {
    status: 502,
    retryable: false,
    fault: 'provider',
    hint: 'Check that this address is a Forecourt server of the same version.',
  },
  SERVER_STOPPING: { status: 503, retryable: true, fault: 'machine', hint: 'It restarts. Try again in a moment.' },
  DATABASE_UNAVAILABLE: {
    status: 503,
    retryable: true,
    fault: 'machine',
    hint: 'Check that the database runs and that DATABASE_URL is right.',
  },
  SECRET_KEY_MISSING: {
    status: 500,
    retryable: false,
    fault: 'machine',
    hint: 'Put the named key back: into FORECOURT_SECRET_KEYS, or keys.json of a back-up into the data folder.',
  },
  SECRET_UNREADABLE: {
    status: 500,
    retryable: false,
    fault: 'machine',
    hint: 'Enter this secret anew; its row in the database was altered.',
  },
  KEY_RING_INVALID: { status: 500, retryable: false, fault: 'machine', hint: 'Put keys.json of a back-up back into the data folder.' },
  AUDIT_BROKEN: {
    status: 500,
    retryable: false,
    fault: 'machine',
    hint: 'Keep the database and its back-ups as they are, and find out who had access to them.',
  },
  DATABASE_CORRUPT: { status: 500, retryable: false, fault: 'machine', hint: 'Restore the last back-up.' },
  MIGRATION_FAILED: { status: 500, retryable: false, fault: 'forecourt', hint: 'Restore the back-up and report this with the details.' },
  QUEUE_UNAVAILABLE: { status: 503, retryable: true, fault: 'machine', hint: 'Check that Redis runs and that REDIS_URL is right.' },
  BACKUP_INVALID: { status: 422, retryable: false, fault: 'machine', hint: 'It was cut or changed. Use another back-up.' },
  BACKUP_TOO_NEW: {
    status: 409,
    retryable: false,
    fault: 'caller',
    hint: 'Install the version of Forecourt that made it, or a newer one.',
  },
  BACKUP_UNANSWERED: {
    status: 503,
    retryable: true,
    fault: 'machine',
    hint: 'Stop the process that has the data folder, make the back-up, and start it again.',
  },
  RESTORE_NOT_EMPTY: {
    status: 409,
    retryable: false,
    fault: 'caller',
    hint: 'Restore into a new FORECOURT_DATA_DIR, or into an empty database.',
  },
  RESTORE_UNFINISHED: {
    status: 503,
    retryable: false,
    fault: 'machine',
    hint: 'Run the same `forecourt restore` again; it begins anew.',
  },
  DATA_FOLDER_IN_USE: {
    status: 409,
    retryable: false,
    fault: 'caller',
    hint: 'Stop the other server, or give this one its own FORECOURT_DATA_DIR.',
  },
  PORT_IN_USE: { status: 409, retryable: false, fault: 'caller', hint: 'Stop the program that uses it, or set PORT to another.' },

  // Deliveries out
  OUTBOUND_REFUSED: {
    status: 400,
    retryable: false,
    fault: 'caller',
    hint: 'Give a public address, or have the operator allow this one by FORECOURT_OUTBOUND_ALLOW.',
  },
  OUTBOUND_FAILED: { status: 502, retryable: true, fault: 'network', hint: 'Check that the other server is there, then try again.' },
  WEBHOOK_NOT_ACCEPTED: { status: 502, retryable: true, fault: 'network', hint: 'The log of the receiver says why; mend it there.' },
  WEBHOOK_NOT_ACTIVE: { status: 409, retryable: false, fault: 'caller', hint: 'Make the webhook active first.' },
  WEBHOOK_NOT_VERIFIED: {
    status: 401,
    retryable: false,
    fault: 'caller',
    hint: 'Check the secret, the clock, and that the body is taken as it came.',
  },
  DELIVERY_FORGOTTEN: { status: 409, retryable: false, fault: 'caller', hint: 'Fetch what you need from the API instead.' },
  MAIL_NOT_CONFIGURED: {
    status: 409,
    retryable: false,
    fault: 'machine',
    hint: 'Set FORECOURT_SMTP_URL and FORECOURT_MAIL_FROM.',
  },
  MAIL_FAILED: {
    status: 502,
    retryable: true,
    fault: 'network',
    hint: 'Check that the mail server runs and that FORECOURT_SMTP_URL is right.',
  },
  MAIL_REFUSED: { status: 422, retryable: false, fault: 'caller', hint: 'Check the e-mail address of the recipient.' },

  // Providers of AI
  PROVIDER_UNAUTHENTICATED: {
    status: 502,
    retryable: false,
    fault: 'machine',
    hint: 'Give the provider a key that is valid, in its settings.',
  },
  PROVIDER_FORBIDDEN: {
    status: 502,
    retryable: false,
    fault: 'machine',
    hint: 'The key may not do this. Give it the right at the provider, or choose another model.',
  },
  PROVIDER_OUT_OF_CREDIT: { status: 502, retryable: false, fault: 'machine', hint: 'Add credit at the provider, or choose another one.' },
  PROVIDER_RATE_LIMITED: {
    status: 503,
    retryable: true,
    fault: 'provider',
    hint: 'The provider asks to wait. Try again then, or choose another one.',
  },
  PROVIDER_REFUSED: {
    status: 422,
    retryable: false,
    fault: 'caller',
    hint: 'The provider’s rules do not allow this. Say it in other words: name the car and the scene, and no person or brand.',
  },
  PROVIDER_REJECTED: {
    status: 502,
    retryable: false,
    fault: 'provider',
    hint: 'The provider does not take the request as it is. See the details.',
  },
  PROVIDER_UNAVAILABLE: { status: 502, retryable: true, fault: 'provider', hint: 'Try again in a while, or choose another provider.' },
  PROVIDER_STUCK: { status: 504, retryable: true, fault: 'provider', hint: 'Try again, or choose another provider.' },
  PROVIDER_ANSWER_INVALID: {
    status: 502,
    retryable: true,
    fault: 'provider',
    hint: 'The provider answered something else than a picture. Try again, or choose another one.',
  },
  PROVIDERS_FAILED: { status: 502, retryable: true, fault: 'provider', hint: 'The details say why each provider failed.' },
  NO_PROVIDER: { status: 409, retryable: false, fault: 'caller', hint: 'Add a provider that can do this, or switch one on.' },
  PARAMETER_UNSUPPORTED: { status: 400, retryable: false, fault: 'caller', hint: 'The details say what can be done instead.' },
  PRICE_UNKNOWN: {
    status: 409,
    retryable: false,
    fault: 'caller',
    hint: 'Give the model a price in the catalogue: what costs nobody knows how much is not used.',
  },
  BUDGET_EXCEEDED: { status: 402, retryable: false, fault: 'caller', hint: 'Raise the budget, or wait until its next day or month.' },
  SHARED_STATE_UNAVAILABLE: { status: 503, retryable: true, fault: 'machine', hint: 'Check that Redis runs, and try again.' },
  MODEL_RETIRED: { status: 410, retryable: false, fault: 'caller', hint: 'Choose the model that took its place.' },

  PROVIDER_KEY_REFUSED: {
    status: 422,
    retryable: false,
    fault: 'caller',
    hint: 'Copy the whole key anew, and see at the provider that it counts.',
  },
  PROVIDER_NAME_TAKEN: { status: 409, retryable: false, fault: 'caller', hint: 'Choose a name that no other provider has.' },
  TOO_MANY_PROVIDERS: { status: 409, retryable: false, fault: 'caller', hint: 'Remove a provider that is not used any more.' },

  ...hostCodes,

  // Everything that nobody foresaw
  INTERNAL: { status: 500, retryable: false, fault: 'forecourt', hint: 'This is a defect. Please report it with the details.' },
} as const satisfies Record<string, ErrorKind>;

/** One of the codes in {@link errorCodes}. */
export type ErrorCode = keyof typeof errorCodes;
