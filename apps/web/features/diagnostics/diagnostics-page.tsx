'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { Copy, Download, RotateCw } from 'lucide-react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { copyText } from '@/components/ui/copy-text.ts';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { notify, notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { CheckList, CheckListSkeleton } from './check-list.tsx';
import { asText, inOneLine } from './check-words.ts';
import { diagnosticsOptions } from './diagnostics-queries.ts';
import { HostDiagnostics } from './host-diagnostics.tsx';

/** What works, what does not and what to do; and all of it to copy or to send to whoever helps. */
export function DiagnosticsPage() {
  const { data, error, isFetching, refetch } = useQuery(diagnosticsOptions);
  const bundle = useMutation({
    mutationFn: saveBundle,
    onSuccess: (name) => notify({ title: `${name} is saved`, description: 'Look through it before you send it.' }),
    onError: (failure) => notifyProblem({ title: 'The support bundle could not be made.', description: failure.message }),
  });
  const copy = () => {
    if (data === undefined) return;
    copyText(asText(data));
  };
  const again = (
    <Button variant="primary" icon={<RotateCw aria-hidden />} isBusy={isFetching} onClick={() => void refetch()}>
      {error === null ? 'Run again' : 'Try again'}
    </Button>
  );
  return (
    <section aria-labelledby="diagnostics">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 pb-5">
        <div className="min-w-0">
          <h2 id="diagnostics" className="text-base font-semibold">
            Diagnostics
          </h2>
          <p aria-live="polite" className="mt-1 text-sm text-quiet">
            {data === undefined ? (
              'Looking at each part…'
            ) : (
              <>
                {inOneLine(data)}. Looked at <RelativeTime at={data.checkedAt} />, version {data.version}.
              </>
            )}
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Button icon={<Copy aria-hidden />} disabled={data === undefined} onClick={copy}>
            Copy as text
          </Button>
          <Button icon={<Download aria-hidden />} isBusy={bundle.isPending} onClick={() => bundle.mutate()}>
            Support bundle
          </Button>
          {again}
        </div>
      </div>
      {error !== null ? <ProblemNote error={error} title="The parts could not be looked at." className="mb-4" /> : null}
      {data !== undefined ? <CheckList checks={data.checks} /> : null}
      {data === undefined && error === null ? <CheckListSkeleton /> : null}
      <HostDiagnostics />
      <p className="mt-4 max-w-3xl text-sm text-quiet">
        The bundle is a ZIP with versions, settings, these findings, the last lines of the log and figures. Passwords, keys and e-mail
        addresses are taken out of it, and there are no photos in it.
      </p>
    </section>
  );
}

/** Saves the bundle as a file of the browser. @returns its name */
async function saveBundle(): Promise<string> {
  const answer = await browserClient().diagnostics.bundle();
  const name = /filename="([^"]+)"/.exec(answer.headers.get('content-disposition') ?? '')?.[1] ?? 'forecourt-support.zip';
  const address = URL.createObjectURL(await answer.blob());
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  URL.revokeObjectURL(address);
  return name;
}
