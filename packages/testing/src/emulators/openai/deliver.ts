import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Fault } from '../faults.ts';
import type { Said } from './work.ts';

/** Sends an answer, or what a fault leaves of it. Ends when it is sent, or when whoever asked has left. */
export async function deliver(outgoing: ServerResponse, said: Said, fault: Fault | undefined, pieceMs: number): Promise<void> {
  if (fault?.kind === 'reset-after') return void outgoing.socket?.resetAndDestroy();
  if (fault?.kind === 'stuck') {
    if (!outgoing.destroyed) await once(outgoing, 'close');
    return;
  }
  const pieces =
    said.kind === 'json'
      ? [JSON.stringify(said.body)]
      : said.events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  const whole = pieces.join('');
  outgoing.writeHead(
    200,
    said.kind === 'json'
      ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(whole) }
      : { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
  );
  if (fault?.kind === 'cut-body') {
    await new Promise<void>((resolve) => {
      outgoing.write(whole.slice(0, Math.max(1, whole.length >> 1)), () => resolve());
    });
    return void outgoing.socket?.resetAndDestroy();
  }
  const waitMs = fault?.kind === 'slow-drip' ? (fault.pieceMs ?? 1000) : pieceMs;
  const sent = fault?.kind === 'slow-drip' ? slices(whole, 20) : pieces;
  for (const piece of sent) {
    if (waitMs > 0) await pause(waitMs, outgoing);
    if (outgoing.destroyed) return;
    outgoing.write(piece);
  }
  outgoing.end();
  if (!outgoing.writableFinished && !outgoing.destroyed) await once(outgoing, 'close');
}

function slices(text: string, count: number): readonly string[] {
  const length = Math.ceil(text.length / count);
  return Array.from({ length: count }, (_, index) => text.slice(index * length, (index + 1) * length)).filter(Boolean);
}

/** Whoever leaves is not waited for. */
async function pause(milliseconds: number, outgoing: ServerResponse): Promise<void> {
  if (outgoing.destroyed) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    outgoing.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
