import { bytesOfWhole, remainingInWords, speedInWords } from './figures.ts';
import type { Transfer } from './transfer.ts';

/** One line about one transfer, and what can be done about it. */
export interface TransferWords {
  readonly word: string;
  readonly detail: string | null;
}

/** How many seconds until a transfer that waits for the network is tried again, by the caller's clock. */
function secondsUntil(nextTryAt: number | null, nowMs: number): number | null {
  return nextTryAt === null ? null : Math.max(0, Math.ceil((nextTryAt - nowMs) / 1000));
}

/** Whether an upload waits because nobody answers, and not because somebody said no for now. */
export function isOfNetwork(error: { readonly code: string } | null): boolean {
  return error === null || error.code === 'SERVER_UNREACHABLE' || error.code === 'DEADLINE_EXCEEDED';
}

/** The state of a transfer in words: the same on its card and in the tray. */
export function transferWords({ state }: Transfer, nowMs: number): TransferWords {
  switch (state.status) {
    case 'queued':
      return { word: 'Waiting to upload', detail: null };
    case 'hashing':
      return { word: 'Reading', detail: null };
    case 'sending': {
      const { bytesPerSecond } = state;
      const parts = [
        bytesOfWhole(state.sentBytes, state.totalBytes),
        bytesPerSecond === null ? null : bytesPerSecond === 0 ? 'nothing gets through' : speedInWords(bytesPerSecond),
        remainingInWords(state.remainingMs),
      ];
      return { word: 'Uploading', detail: parts.filter((part) => part !== null).join(' · ') };
    }
    case 'finishing':
      return { word: 'Checking', detail: 'Comparing with the original' };
    case 'waiting': {
      const seconds = secondsUntil(state.nextTryAt, nowMs);
      const detail = seconds ? `Goes on by itself in ${seconds} s` : 'Goes on by itself';
      if (isOfNetwork(state.error)) return { word: 'No connection', detail };
      return { word: 'Held up', detail: state.error ? `${detail} · ${state.error.message}` : detail };
    }
    case 'paused':
      return { word: 'Paused', detail: bytesOfWhole(state.sentBytes, state.totalBytes) };
    case 'failed':
      return { word: 'Not uploaded', detail: state.error ? sentenceOf(state.error) : null };
    case 'cancelled':
      return { word: 'Cancelled', detail: null };
    case 'done':
      return { word: 'Uploaded', detail: null };
  }
}

/** One sentence about an error: what to do next says more to a dealer than what happened inside. */
function sentenceOf(error: { readonly message: string; readonly hint: string }): string {
  return error.hint || error.message;
}
