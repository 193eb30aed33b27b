'use client';

import { notify } from './toast.tsx';

/** Copies a text and says that it did, or that the browser did not allow it. */
export function copyText(text: string, said = 'Copied'): void {
  const refused = () => notify({ title: 'The browser did not allow copying' });
  // Missing on plain http, where a dealer's own server often is: there the older way still works.
  if (navigator.clipboard === undefined) {
    if (copyByCommand(text)) notify({ title: said });
    else refused();
    return;
  }
  navigator.clipboard.writeText(text).then(() => notify({ title: said }), refused);
}

function copyByCommand(text: string): boolean {
  const put = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
  };
  document.addEventListener('copy', put, { once: true });
  const isCopied = document.execCommand('copy');
  document.removeEventListener('copy', put);
  return isCopied;
}
