import type { Clock } from '../../clock/clock.ts';
import type { RoadKind } from '../../contract/index.ts';
import { createSpeed } from '../../uploads/pace.ts';
import type { TransferOptions, TransferProgress } from '../host.ts';

/** Tells how far a file is, with its speed over the last seconds. */
export interface TransferTeller {
  /** So many bytes are over, the last of them on this road. */
  moved(doneBytes: number, road: RoadKind): void;
  /** It goes on after a break. */
  resumed(): void;
}

export function createTransferTeller(bytes: number, clock: Clock, onProgress: TransferOptions['onProgress']): TransferTeller {
  const speed = createSpeed();
  let resumed = 0;
  let told = -1;
  return {
    moved(doneBytes, road) {
      speed.sent(doneBytes, clock.now());
      if (doneBytes === told) return;
      told = doneBytes;
      onProgress?.(progressOf({ bytes, doneBytes, bytesPerSecond: speed.bytesPerSecond(clock.now()), road, resumed }));
    },
    resumed() {
      resumed++;
      speed.restart(clock.now());
    },
  };
}

function progressOf(known: Omit<TransferProgress, 'remainingMs'>): TransferProgress {
  const { bytes, doneBytes, bytesPerSecond } = known;
  const remainingMs = bytesPerSecond === null || bytesPerSecond === 0 ? null : ((bytes - doneBytes) / bytesPerSecond) * 1000;
  return { ...known, remainingMs };
}
