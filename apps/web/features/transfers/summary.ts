import { bytesOfWhole, countOf, remainingInWords, speedInWords } from './figures.ts';
import { isMoving, type Transfer } from './transfer.ts';

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

  if (moving > 0) {
    const remaining = bytesPerSecond > 0 ? remainingInWords((leftBytes / bytesPerSecond) * 1000) : null;
    const detail = [bytesOfWhole(sentBytes, totalBytes), bytesPerSecond > 0 ? speedInWords(bytesPerSecond) : null, remaining];
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

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
