import { bytesOfWhole, countOf, remainingInWords, speedInWords } from './figures.ts';
import { isMoving, type Transfer } from './transfer.ts';
import { isOfNetwork } from './transfer-words.ts';

/** All transfers of this tab in one line and one bar, for the button that is on every page. */
export interface TransfersSummary {
  readonly tone: 'idle' | 'working' | 'paused' | 'failed' | 'done';
  readonly title: string;
  /** Bytes, speed and remaining time; null where there is nothing to say. */
  readonly detail: string | null;
  readonly share: number;
  readonly open: number;
  readonly failed: number;
  readonly paused: number;
  readonly moving: number;
  readonly done: number;
}

/**
 * Adds up what was sent and what is still to be sent. Speeds add up since the files share one line; the remaining time is
 * that of the whole at this speed and not the longest of the parts, which would forget the ones that still wait.
 */
export function summariseTransfers(transfers: readonly Transfer[]): TransfersSummary {
  const shown = transfers.filter((transfer) => transfer.state.status !== 'cancelled');
  const count = (...statuses: Transfer['state']['status'][]) => shown.filter((transfer) => statuses.includes(transfer.state.status)).length;
  const [failed, paused, done] = [count('failed'), count('paused'), count('done')];
  const moving = shown.filter(isMoving).length;
  const totalBytes = sum(shown.map((transfer) => transfer.bytes));
  const sentBytes = sum(shown.map((transfer) => (transfer.state.status === 'done' ? transfer.bytes : transfer.state.sentBytes)));
  const bytesPerSecond = sum(shown.filter(isMoving).map((transfer) => transfer.state.bytesPerSecond ?? 0));
  const leftBytes = sum(shown.filter(isMoving).map((transfer) => transfer.bytes - transfer.state.sentBytes));
  const base = { share: totalBytes === 0 ? 0 : sentBytes / totalBytes, open: moving + paused + failed, failed, paused, moving, done };

  const heldUp = heldUpTitle(shown);
  if (heldUp !== null)
    return { ...base, tone: 'paused', title: heldUp, detail: `${bytesOfWhole(sentBytes, totalBytes)} · goes on by itself` };
  if (moving > 0) {
    const remaining = bytesPerSecond > 0 ? remainingInWords((leftBytes / bytesPerSecond) * 1000) : null;
    const speeds = shown.filter(({ state }) => state.status === 'sending').map(({ state }) => state.bytesPerSecond);
    const isSilent = speeds.length > 0 && speeds.every((speed) => speed === 0);
    const speed = bytesPerSecond > 0 ? speedInWords(bytesPerSecond) : isSilent ? 'nothing gets through' : null;
    const detail = [bytesOfWhole(sentBytes, totalBytes), speed, remaining];
    return {
      ...base,
      tone: 'working',
      title: `Uploading ${countOf(moving, 'photo')}`,
      detail: detail.filter((part) => part !== null).join(' · '),
    };
  }
  if (failed > 0) return { ...base, tone: 'failed', title: `${countOf(failed, 'upload')} stopped`, detail: null };
  if (paused > 0)
    return { ...base, tone: 'paused', title: `${countOf(paused, 'upload')} paused`, detail: bytesOfWhole(sentBytes, totalBytes) };
  if (done > 0) return { ...base, tone: 'done', title: `${countOf(done, 'photo')} uploaded`, detail: null };
  return { ...base, tone: 'idle', title: 'No uploads', detail: null };
}

/** Why nothing moves, where none is on its way and some wait for their next try. */
function heldUpTitle(transfers: readonly Transfer[]): string | null {
  const waiting = transfers.filter(({ state }) => state.status === 'waiting');
  if (waiting.length === 0 || transfers.some(({ state }) => underWay.has(state.status))) return null;
  return waiting.some(({ state }) => isOfNetwork(state.error)) ? 'No connection' : 'Uploads held up';
}

const underWay: ReadonlySet<string> = new Set(['hashing', 'sending', 'finishing']);

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
