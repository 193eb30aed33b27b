'use client';

import { Check, Copy } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';

export interface CopyLineProps {
  /** What it is, for screen readers and the notice: `Line for PowerShell`. */
  readonly label: string;
  readonly text: string;
  readonly className?: string;
}

/** A line for another program, whole to read and copied by one button; where the browser forbids that it is selected, ready for Ctrl-C. */
export function CopyLine({ label, text, className }: CopyLineProps) {
  const [copied, setCopied] = useState<string | null>(null);
  const line = useRef<HTMLElement>(null);
  const select = () => {
    if (line.current !== null) window.getSelection()?.selectAllChildren(line.current);
  };
  const copy = () => {
    // Missing on plain http, where a dealer's own server often is.
    if (navigator.clipboard === undefined) return select();
    navigator.clipboard.writeText(text).then(() => setCopied(text), select);
  };
  const isCopied = copied === text;
  return (
    <div className={classNames('flex flex-wrap items-start gap-2 rounded-md border border-line bg-sunken p-2', className)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <section aria-label={label} tabIndex={0} className="max-h-40 min-w-0 grow basis-64 overflow-auto rounded-sm p-1">
        <code ref={line} className="font-mono text-sm break-all whitespace-pre-wrap">
          {text}
        </code>
      </section>
      <Button icon={isCopied ? <Check aria-hidden className="text-approved" /> : <Copy aria-hidden />} onClick={copy} className="w-24">
        {isCopied ? 'Copied' : 'Copy'}
      </Button>
      <span role="status" className="sr-only">
        {isCopied ? `${label} copied` : ''}
      </span>
    </div>
  );
}
