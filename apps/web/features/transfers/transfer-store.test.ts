import { describe, expect, it } from 'vitest';
import type { Transfer } from './transfer.ts';
import { createTransferStore, type WatchedUploader } from './transfer-store.ts';

const state: Transfer['state'] = {
  status: 'sending',
  sentBytes: 0,
  totalBytes: 10,
  bytesPerSecond: null,
  remainingMs: null,
  nextTryAt: null,
  error: null,
  photo: null,
};

describe('the store of transfers', () => {
  it('draws once for many ticks, and leaves alone what did not change', () => {
    let uploads: WatchedUploader['uploads'] = ['a', 'b'].map((id) => ({ id, name: id, bytes: 10, vehicleId: 'v', angle: null, state }));
    let tick: () => void = () => undefined;
    const frames: (() => void)[] = [];
    const store = createTransferStore(
      {
        get uploads() {
          return uploads;
        },
        subscribe(changed) {
          tick = changed;
          return () => undefined;
        },
      },
      (draw) => frames.push(draw),
    );
    let drawn = 0;
    store.subscribe(() => {
      drawn += 1;
    });
    const before = store.current();
    for (const sentBytes of [1, 2, 3]) {
      uploads = uploads.map((upload) => (upload.id === 'a' ? { ...upload, state: { ...state, sentBytes } } : upload));
      tick();
    }
    expect(frames).toHaveLength(1);
    for (const draw of frames.splice(0)) draw();
    expect(drawn).toBe(1);
    expect(store.current()[0]?.state.sentBytes).toBe(3);
    expect(store.current()[1]).toBe(before[1]);

    tick();
    for (const draw of frames.splice(0)) draw();
    expect(drawn).toBe(1);
  });
});
