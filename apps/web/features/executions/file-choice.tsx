'use client';

import { CircleCheck, ImagePlus, LoaderCircle, OctagonAlert, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { droppedFiles } from '../photos/dragged-photos.ts';
import { bytesInWords } from '../transfers/figures.ts';
import type { ChosenFile } from './use-run-files.ts';

export interface FileChoiceProps {
  readonly files: readonly ChosenFile[];
  readonly onAdd: (files: readonly File[]) => void;
  readonly onRemove: (id: string) => void;
}

/** Pictures for a run: dropped or chosen, each with what became of it. */
export function FileChoice({ files, onAdd, onRemove }: FileChoiceProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  return (
    <div className="flex flex-col gap-3">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is the shorter way for who has a mouse; the button is everybody's */}
      <div
        data-drop="files"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          droppedFiles(event.dataTransfer).then(onAdd, reportError);
        }}
        className={classNames(
          'rounded-md border border-dashed bg-surface px-4 py-6 text-center',
          isOver ? 'border-accent' : 'border-line-control',
        )}
      >
        <p className="mb-3 text-sm text-quiet">Drop photos here. A script that needs none runs without.</p>
        <input
          ref={input}
          type="file"
          hidden
          multiple
          accept="image/*"
          aria-label="Photos for the run"
          onChange={(event) => {
            onAdd([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        <Button icon={<ImagePlus aria-hidden />} onClick={() => input.current?.click()}>
          Choose photos
        </Button>
      </div>
      {files.length === 0 ? null : (
        <ul
          aria-label="Photos for the run"
          className="max-h-64 divide-y divide-line overflow-y-auto rounded-md border border-line bg-surface"
        >
          {files.map((file) => (
            <Chosen key={file.id} file={file} onRemove={onRemove} />
          ))}
        </ul>
      )}
    </div>
  );
}

const signs = {
  sending: { word: 'being sent', icon: LoaderCircle, look: 'animate-spin text-working' },
  ready: { word: 'there', icon: CircleCheck, look: 'text-approved' },
  failed: { word: 'not taken', icon: OctagonAlert, look: 'text-failed' },
} as const;

function Chosen({
  file: { id, name, bytes, state, problem },
  onRemove,
}: {
  readonly file: ChosenFile;
  readonly onRemove: (id: string) => void;
}) {
  const { word, icon: Icon, look } = signs[state];
  return (
    <li data-state={state} className="flex min-h-10 items-center gap-3 py-1 pr-2 pl-4">
      <Icon aria-hidden className={classNames('size-4 shrink-0', look)} />
      <div className="min-w-0 grow">
        <p className="flex items-baseline gap-2">
          <span className="truncate">{name}</span>
          <span className="sr-only">{word}</span>
          <span className="figures shrink-0 text-xs text-quiet">{bytesInWords(bytes)}</span>
        </p>
        {problem === null ? null : <p className="text-sm text-quiet">{problem}</p>}
      </div>
      <Button variant="quiet" size="icon-small" aria-label={`Leave out ${name}`} onClick={() => onRemove(id)}>
        <X aria-hidden />
      </Button>
    </li>
  );
}
