'use client';

import type { AuditEntry } from '@forecourt/sdk/contract';
import { Copy } from 'lucide-react';
import { Button } from '@/components/ui/button.tsx';
import { copyText } from '@/components/ui/copy-text.ts';
import { Dialog } from '@/components/ui/dialog.tsx';
import type { AuditFilter } from './audit-queries.ts';
import { fieldName, wordsOf } from './audit-words.ts';

export interface EntryDialogProps {
  /** Null is closed. */
  readonly entry: AuditEntry | null;
  readonly onClose: () => void;
  readonly onFilter: (filter: AuditFilter) => void;
}

/** One entry with everything that it says, and the way to all others like it. */
export function EntryDialog({ entry, onClose, onFilter }: EntryDialogProps) {
  if (entry === null) return null;
  const { actor, target, details } = entry;
  const show = (filter: AuditFilter) => {
    onFilter(filter);
    onClose();
  };
  const facts: readonly (readonly [string, string])[] = [
    ['When', new Date(entry.at).toLocaleString()],
    ['Who', `${actor.name} (${actor.kind === 'key' ? 'API key' : actor.kind})`],
    ['What', entry.action],
    ...(target === null ? [] : ([['To', `${target.kind} ${target.id}`]] as const)),
    ...Object.entries(details).map(
      ([name, value]) => [fieldName(name), typeof value === 'string' ? value : JSON.stringify(value)] as const,
    ),
    ['Hash', entry.hash],
    ['Hash before', entry.previousHash],
  ];
  const copy = () => copyText(JSON.stringify(entry, null, 2), 'Entry copied');
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}
      title={`Entry ${entry.sequence}`}
      description={`${actor.name} ${wordsOf(entry.action)}`}
      className="sm:w-[36rem]"
      footer={
        <>
          <Button icon={<Copy aria-hidden />} onClick={() => void copy()}>
            Copy
          </Button>
          {actor.id === null ? null : (
            <Button onClick={() => show({ actor: { id: actor.id ?? '', name: actor.name } })}>All by {actor.name}</Button>
          )}
          {target === null ? null : <Button onClick={() => show({ target })}>All about this {target.kind}</Button>}
        </>
      }
    >
      <dl className="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-4 gap-y-2">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-sm text-quiet">{name}</dt>
            <dd className={/^Hash/.test(name) ? 'font-mono text-xs leading-5 break-all' : 'break-words'}>{value}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
