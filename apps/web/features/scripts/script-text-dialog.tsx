'use client';

import { useQuery } from '@tanstack/react-query';
import { Copy } from 'lucide-react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { copyText } from '@/components/ui/copy-text.ts';
import { Dialog } from '@/components/ui/dialog.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { scriptTextOptions } from './script-queries.ts';

export interface ScriptTextDialogProps {
  readonly scriptId: string;
  readonly name: string;
  readonly version: string;
  readonly onClose: () => void;
}

/** The text of a version, to read and to copy. */
export function ScriptTextDialog({ scriptId, name, version, onClose }: ScriptTextDialogProps) {
  const { data, error } = useQuery(scriptTextOptions(browserClient, scriptId, version));
  const copy = () => {
    copyText(data ?? '');
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => isOpen || onClose()}
      title={`${name} ${version}`}
      className="sm:w-[52rem]"
      footer={
        <>
          <Button icon={<Copy aria-hidden />} disabled={data === undefined} onClick={copy}>
            Copy
          </Button>
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      {error === null ? null : <ProblemNote error={error} title="The text could not be loaded." />}
      {data === undefined && error === null ? <Skeleton className="h-80" /> : null}
      {data === undefined ? null : <pre className="font-mono text-xs leading-5 break-words whitespace-pre-wrap">{data}</pre>}
    </Dialog>
  );
}
