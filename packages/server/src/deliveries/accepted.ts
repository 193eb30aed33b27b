import { type AcceptedDelivery, finishAccepted } from '../database/delivery-leases.ts';
import type { Database } from '../database/open.ts';

/** Writes that a message was accepted. @returns whether it was still the caller's to write */
export type WriteAccepted = (accepted: AcceptedDelivery) => Promise<boolean>;

interface Entry {
  readonly accepted: AcceptedDelivery;
  resolve(isWritten: boolean): void;
  reject(error: unknown): void;
}

const most = 200;

/** Writes at once what is alone, and what comes while that is written in one transaction together. */
export function createAcceptedWriter(database: Database): WriteAccepted {
  const waiting: Entry[] = [];
  let isWriting = false;

  async function writeAll(): Promise<void> {
    for (let batch = waiting.splice(0, most); batch.length > 0; batch = waiting.splice(0, most)) {
      try {
        const written = await finishAccepted(
          database,
          batch.map(({ accepted }) => accepted),
        );
        for (const { accepted, resolve } of batch) resolve(written.has(accepted.id));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isWriting = false;
  }

  return (accepted) =>
    new Promise((resolve, reject) => {
      waiting.push({ accepted, resolve, reject });
      if (isWriting) return;
      isWriting = true;
      void writeAll();
    });
}
