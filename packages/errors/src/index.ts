export { abortError, throwIfAborted } from './abort.ts';
export { type ErrorCode, type ErrorKind, errorCodes, type Fault } from './codes.ts';
export { type ErrorJson, type ErrorOptions, ForecourtError } from './error.ts';
export { type ErrorWords, isErrorCode, wordsOf } from './words.ts';
