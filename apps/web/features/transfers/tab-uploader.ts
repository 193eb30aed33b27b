import { createUploader, type Uploader } from '@forecourt/sdk/uploads';
import { browserClient } from '@/lib/data/client.ts';
import { createTransferStore, type TransferStore } from './transfer-store.ts';

export interface TabUploader {
  readonly uploader: Uploader;
  readonly store: TransferStore;
}

let made: TabUploader | undefined;

/**
 * The one uploader of this tab. It belongs to the tab and not to a component, so no change of the page stops it; a full
 * load begins anew and goes on with what was kept.
 */
export function tabUploader(): TabUploader {
  if (made) return made;
  const uploader = createUploader({ client: browserClient() });
  // A hidden tab draws no frames, but its counts should still be right when looked at.
  const schedule = (draw: () => void) => (document.hidden ? setTimeout(draw, 250) : requestAnimationFrame(draw));
  made = { uploader, store: createTransferStore(uploader, schedule) };
  return made;
}
