'use client';

import { useQuery } from '@tanstack/react-query';
import { Cloud, Plus } from 'lucide-react';
import { useState } from 'react';
import { useCommandActions } from '@/components/frame/command-actions.tsx';
import { Empty } from '@/components/state/empty.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { NewProviderDialog } from './new-provider-dialog.tsx';
import { ProviderChoice } from './provider-choice.tsx';
import { providerListOptions, stateEveryMs } from './provider-queries.ts';
import { ProviderRow } from './provider-row.tsx';
import { useProviderRules } from './use-provider-actions.ts';

/** Who makes cutouts and pictures: in their order, with their state. */
export function ProviderList({ mayWrite }: { readonly mayWrite: boolean }) {
  const [isNewOpen, setNewOpen] = useState(false);
  const [moved, setMoved] = useState('');
  const { data, error, isFetching, refetch } = useQuery({ ...providerListOptions(browserClient), refetchInterval: stateEveryMs });
  const { order, choose } = useProviderRules();
  const openNew = () => setNewOpen(true);
  useCommandActions(mayWrite ? [{ label: 'Add provider', icon: Cloud, otherWords: ['openai', 'replicate', 'key'], run: openNew }] : []);
  if (data === undefined) {
    if (error === null) return <Skeleton className="h-40" />;
    return (
      <ProblemNote
        error={error}
        title="The providers could not be loaded."
        action={
          <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  const { items, rules } = data;
  const move = (from: number, by: -1 | 1) => {
    const provider = items[from];
    const to = from + by;
    if (provider === undefined || to < 0 || to >= items.length) return;
    order.mutate(items.toSpliced(from, 1).toSpliced(to, 0, provider));
    setMoved(`${provider.name} is number ${to + 1} of ${items.length} now.`);
  };
  const button = mayWrite ? (
    <Button variant={items.length === 0 ? 'primary' : 'outline'} icon={<Plus aria-hidden />} onClick={openNew}>
      Add provider
    </Button>
  ) : null;
  return (
    <>
      <div className="overflow-hidden rounded-md border border-line bg-surface">
        {items.length === 0 ? (
          <Empty icon={Cloud} title="This machine makes the cutouts" actions={button} className="py-10">
            That needs no provider, no key and no money. Add one to make new pictures, to change them, or to have somebody else go on when
            this machine cannot.
          </Empty>
        ) : (
          <>
            <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-4 py-2.5">
              <ProviderChoice choose={rules.choose} mayWrite={mayWrite} onChoose={choose.mutate} />
              {button}
            </div>
            <ol className="divide-y divide-line" aria-label="Providers in their order">
              {items.map((provider, index) => (
                <ProviderRow
                  key={provider.id}
                  provider={provider}
                  isFirst={index === 0}
                  isLast={index === items.length - 1}
                  hasWeight={rules.choose === 'weights'}
                  mayWrite={mayWrite}
                  onMove={(by) => move(index, by)}
                />
              ))}
            </ol>
          </>
        )}
      </div>
      <p role="status" className="sr-only">
        {moved}
      </p>
      <NewProviderDialog isOpen={isNewOpen} onOpenChange={setNewOpen} names={items.map(({ name }) => name)} />
    </>
  );
}
