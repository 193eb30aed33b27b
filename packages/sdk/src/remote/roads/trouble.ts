import { ForecourtError } from '@forecourt/errors';
import type { RoadKind } from '../../contract/index.ts';

/** Where on the way a road broke, in the order of the way. */
export type RoadStage = 'resolve' | 'connect' | 'tls' | 'sign-in' | 'open' | 'body';

export interface Trouble {
  readonly kind: RoadKind;
  readonly address: string | null;
  readonly stage: RoadStage;
  /** Ends the sentence: "The direct road to … is down: ". */
  readonly what: string;
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** The error of a road that broke: what comes next is for whoever has several. */
export function roadDown({ kind, address, stage, what, hint, cause }: Trouble): ForecourtError {
  const road = address === null ? `The ${kind} road` : `The ${kind} road to ${address}`;
  return new ForecourtError('ROAD_DOWN', `${road} is down: ${what}.`, {
    hint,
    details: { stage, road: kind, ...(address !== null && { address }) },
    cause,
  });
}

/** The system's code of an error of a socket (`ECONNREFUSED`), or null. */
export function systemCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

const words: Readonly<Record<string, string>> = {
  ENOTFOUND: 'nobody knows its name',
  EAI_AGAIN: 'the name service does not answer',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the other end hung up',
  EPIPE: 'the other end hung up',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
};

/** What went wrong with a socket, as the end of a sentence. */
export function wordsOfSocket(error: unknown): string {
  const code = systemCode(error);
  return (code !== null && words[code]) || (error instanceof Error ? error.message : String(error));
}
