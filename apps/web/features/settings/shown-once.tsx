'use client';

import { Check, Copy } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';

/** A secret to copy; where the browser does not allow copying it is selected, ready for Ctrl-C. */
export function ShownOnce({ secret, label = 'API key' }: { readonly secret: string; readonly label?: string }) {
  const [isCopied, setCopied] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const copy = () => {
    const select = () => box.current?.select();
    // Missing on plain http, where a dealer's own server often is.
    if (navigator.clipboard === undefined) return select();
    navigator.clipboard.writeText(secret).then(() => setCopied(true), select);
  };
  return (
    <div className="flex gap-2">
      <input
        ref={box}
        readOnly
        aria-label={label}
        value={secret}
        onFocus={(event) => event.currentTarget.select()}
        className="h-8 min-w-0 grow rounded-md border border-line-control/70 bg-sunken px-3 font-mono text-sm touch:h-11"
      />
      <Button icon={isCopied ? <Check aria-hidden className="text-approved" /> : <Copy aria-hidden />} onClick={copy} className="w-24">
        {isCopied ? 'Copied' : 'Copy'}
      </Button>
      <span role="status" className="sr-only">
        {isCopied ? `${label} copied` : ''}
      </span>
    </div>
  );
}
