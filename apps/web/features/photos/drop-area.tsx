'use client';

import { ImagePlus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { classNames } from '@/components/ui/class-names.ts';
import { droppedFiles, hasFiles } from './dragged-photos.ts';

/** Takes files that are dropped anywhere on the page or pasted into it, and says so while they hang over it. */
export function DropArea({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const [isOver, setIsOver] = useState(false);
  const latest = useRef(onFiles);
  useEffect(() => {
    latest.current = onFiles;
  });
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const over = (event: DragEvent) => {
      if (!event.dataTransfer || !hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
      setIsOver(true);
    };
    const leave = (event: DragEvent) => {
      // Only leaving the window has nothing that is entered instead.
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent) => {
      setIsOver(false);
      if (event.defaultPrevented || !event.dataTransfer || !hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      droppedFiles(event.dataTransfer).then((files) => latest.current(files), reportError);
    };
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      latest.current(files);
    };
    window.addEventListener('dragover', over, { signal });
    window.addEventListener('dragleave', leave, { signal });
    window.addEventListener('drop', drop, { signal });
    window.addEventListener('paste', paste, { signal });
    return () => stop.abort();
  }, []);
  return (
    <div
      aria-hidden
      className={classNames(
        'pointer-events-none fixed inset-2 z-30 flex items-end justify-center rounded-md border-2 border-accent pb-8 transition-opacity duration-(--quick)',
        isOver ? 'opacity-100' : 'opacity-0',
      )}
    >
      <span className="flex items-center gap-2 rounded-md bg-accent px-4 py-2.5 text-base font-medium text-accent-ink shadow-overlay">
        <ImagePlus className="size-5" />
        Drop photos here, or on an angle
      </span>
    </div>
  );
}
