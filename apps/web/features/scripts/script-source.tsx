'use client';

import { FileUp } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';

export interface ScriptSourceProps {
  readonly text: string;
  /** With the name of the file where it came from one. */
  readonly onChange: (text: string, fileName: string | null) => void;
  readonly error: string | undefined;
}

/** The text of a script: pasted, typed, chosen or dropped as a file. */
export function ScriptSource({ text, onChange, error }: ScriptSourceProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const read = (file: File | undefined) => {
    if (file !== undefined) file.text().then((content) => onChange(content, file.name), reportError);
  };
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-end justify-between gap-2">
        <label htmlFor={id} className="text-sm font-medium">
          PowerShell
        </label>
        <Button size="small" icon={<FileUp aria-hidden />} onClick={() => input.current?.click()}>
          Choose a file
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          aria-label="Script file"
          accept=".ps1,.psm1,.txt"
          onChange={(event) => {
            read(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </div>
      <textarea
        id={id}
        rows={12}
        value={text}
        spellCheck={false}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-help`}
        placeholder={'param(\n    [string] $JobFile\n)\n'}
        onChange={({ target }) => onChange(target.value, null)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          read(event.dataTransfer.files[0]);
        }}
        className={classNames(
          'w-full min-w-0 resize-y rounded-md border bg-surface px-3 py-2 font-mono text-xs leading-5 hover:border-line-control',
          'focus:border-focus focus:outline-1 focus:outline-offset-0 focus:outline-focus',
          isOver ? 'border-accent' : error === undefined ? 'border-line-control/70' : 'border-failed',
        )}
      />
      <p id={`${id}-help`} className={classNames('text-xs', error === undefined ? 'text-quiet' : 'text-danger-text')}>
        {error ?? 'Paste it, or drop a .ps1 file. Its parameters and help are read from the script itself.'}
      </p>
    </div>
  );
}
