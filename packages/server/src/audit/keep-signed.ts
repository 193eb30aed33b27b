import { appendCheckpoint, dealershipsToSign, hashAt, readLastCheckpoint } from '../database/audit-checkpoints.ts';
import { sealingKey } from '../secrets/index.ts';
import type { Logger } from '../settings/logger.ts';
import type { LiveLog } from './live-chain.ts';
import { checkSignature, signerWith } from './signatures.ts';

const hourMs = 60 * 60 * 1000;
const firstAfterMs = 60 * 1000;

export interface KeepSignedOptions extends LiveLog {
  readonly logger: Logger;
}

/** Signs the end of every log that went on, a minute after the start and then every hour. */
export function keepLogsSigned(options: KeepSignedOptions): AsyncDisposable {
  let working: Promise<unknown> | undefined;
  const sign = () => {
    working ??= signLogs(options)
      .catch((error: unknown) => options.logger.error({ err: error }, 'the audit log could not be signed; it is tried again in an hour'))
      .finally(() => {
        working = undefined;
      });
  };
  const first = setTimeout(sign, firstAfterMs);
  const hourly = setInterval(sign, hourMs);
  first.unref();
  hourly.unref();
  return {
    async [Symbol.asyncDispose]() {
      clearTimeout(first);
      clearInterval(hourly);
      await working;
    },
  };
}

/**
 * Signs each log that went on since its last checkpoint. A log that is not the one that was signed before is left as it is and told of:
 * a new signature would only make it look right.
 *
 * @returns how many were signed
 */
export async function signLogs({ database, ring, anchors, logger }: KeepSignedOptions): Promise<number> {
  let signed = 0;
  for (const dealershipId of await dealershipsToSign(database.orm)) {
    const anchor = await anchors.read(dealershipId);
    const checkpoint = await database.transaction(async (tx) => {
      const key = await sealingKey(tx, ring);
      const last = await readLastCheckpoint(tx, dealershipId);
      const isForged = last !== null && checkSignature(last, await ring.keys()) === false;
      for (const known of [last, anchor]) {
        if (known === null) continue;
        if (isForged || (await hashAt(tx, dealershipId, known.sequence)) !== known.hash) return 'broken' as const;
      }
      return await appendCheckpoint(tx, dealershipId, signerWith(key));
    });
    if (checkpoint === 'broken') {
      logger.error({ dealershipId }, 'the audit log is not the one that was signed before: run `forecourt audit verify`');
    } else if (checkpoint !== null) {
      await anchors.keep(dealershipId, checkpoint);
      signed++;
    }
  }
  return signed;
}
