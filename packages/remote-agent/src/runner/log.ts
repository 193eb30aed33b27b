import type { NewHostJobEvent } from '@forecourt/sdk/contract';

/** The contract's bound for one event. */
const longestText = 8192;

/**
 * Passes log on in few and bounded pieces: lines that came together go together, and after `maximumBytes` one sentence says that the rest is
 * left out.
 */
export function createLog(emit: (event: NewHostJobEvent) => void, maximumBytes: number) {
  let bytes = 0;
  let isFull = false;
  let pending: { stream: 'out' | 'error'; text: string } | undefined;
  const flush = () => {
    for (let text = pending?.text ?? ''; pending !== undefined && text !== ''; text = text.slice(longestText)) {
      emit({ type: 'log', stream: pending.stream, text: text.slice(0, longestText) });
    }
    pending = undefined;
  };
  return {
    line(stream: 'out' | 'error', text: string): void {
      if (isFull) return;
      if (pending !== undefined && (pending.stream !== stream || pending.text.length + text.length >= longestText)) flush();
      bytes += Buffer.byteLength(text) + 1;
      isFull = bytes > maximumBytes;
      const line = isFull ? `What was printed beyond ${maximumBytes} bytes is left out.` : text;
      pending = { stream, text: pending === undefined ? line : `${pending.text}\n${line}` };
      if (isFull) flush();
    },
    /** At the end of a piece of output, and before any other event: what is there is told. */
    flush,
  };
}
export type Log = ReturnType<typeof createLog>;
