import { type DragEvent, useId, useRef, useState } from 'react';
import type { Labels } from './labels.ts';

export interface DropZoneProps {
  readonly labels: Labels;
  readonly add: (files: readonly File[]) => void;
}

/** The types that the server takes. A browser that does not know HEIC goes by the endings. */
const accepted = 'image/jpeg,image/png,image/webp,image/avif,image/tiff,image/heic,image/heif,.heic,.heif';

/** Takes photos by button or by drop; the button alone is enough for keyboard and phone. */
export function DropZone({ labels, add }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const [isOver, setOver] = useState(false);
  const take = (files: FileList | null) => {
    if (files && files.length > 0) add([...files]);
  };
  const drag = (isInside: boolean) => (event: DragEvent) => {
    event.preventDefault();
    setOver(isInside);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is beside the button, which does the same for everybody
    <div
      data-part="drop-zone"
      data-over={isOver || undefined}
      onDragOver={drag(true)}
      onDragLeave={drag(false)}
      onDrop={(event) => {
        drag(false)(event);
        take(event.dataTransfer.files);
      }}
    >
      <button type="button" data-part="action" data-main onClick={() => input.current?.click()}>
        {labels.choose}
      </button>
      <span>{labels.drop}</span>
      <input
        ref={input}
        id={id}
        type="file"
        multiple
        hidden
        accept={accepted}
        aria-label={labels.choose}
        onChange={(event) => {
          take(event.target.files);
          // The same file may be chosen again, after it was removed.
          event.target.value = '';
        }}
      />
    </div>
  );
}
