'use client';

import { type ApiKey, rights } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ban, Clock } from 'lucide-react';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge.tsx';
import { Button } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { ConfirmDialog } from '@/components/ui/dialog.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { notify, notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { scopesInShort } from './key-scopes.ts';

/** One key: what it is called, how it begins, what it may do, when it was used. */
export function ApiKeyRow({ apiKey }: { readonly apiKey: ApiKey }) {
  const queryClient = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const revoke = useMutation({
    mutationFn: () => browserClient().keys.revoke(apiKey.id),
    onSuccess: async () => {
      setAsking(false);
      notify({ title: `${apiKey.name} is revoked` });
      await queryClient.invalidateQueries({ queryKey: queryKeys.apiKeys });
    },
    onError: (error) => notifyProblem({ title: `${apiKey.name} was not revoked.`, description: error.message }),
  });
  const isRevoked = apiKey.revokedAt !== null;
  const hasEnded = !isRevoked && apiKey.expiresAt !== null && new Date(apiKey.expiresAt) <= new Date();
  return (
    <li className="grid min-h-14 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2 sm:grid-cols-[minmax(0,1fr)_8rem_8rem_6rem]">
      <div className="min-w-0">
        <div className={classNames('flex items-center gap-2 font-medium', isRevoked && 'text-quiet')}>
          <span className="truncate">{apiKey.name}</span>
          {isRevoked ? (
            <Badge>
              <Ban aria-hidden className="size-3" />
              Revoked
            </Badge>
          ) : null}
          {hasEnded ? (
            <Badge>
              <Clock aria-hidden className="size-3" />
              Ran out
            </Badge>
          ) : null}
        </div>
        <code className="font-mono text-xs text-quiet">{apiKey.prefix}…</code>
        {apiKey.expiresAt === null || isRevoked || hasEnded ? null : (
          <span className="ml-2 text-xs text-quiet">
            Ends <RelativeTime at={apiKey.expiresAt} />
          </span>
        )}
      </div>
      <div className="order-3 text-sm text-quiet sm:order-none" title={apiKey.scopes.map((scope) => rights[scope].words).join('\n')}>
        {scopesInShort(apiKey.scopes)}
      </div>
      <div className="order-4 text-right text-sm text-quiet sm:order-none sm:text-left">{lastUse(apiKey)}</div>
      <div className="order-2 flex justify-end sm:order-none">
        {isRevoked ? null : (
          <Button variant="danger-outline" size="small" aria-label={`Revoke ${apiKey.name}`} onClick={() => setAsking(true)}>
            Revoke
          </Button>
        )}
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setAsking}
        title={`Revoke ${apiKey.name}?`}
        description="Programs that use it are refused from that moment on. This cannot be undone; you can make a new key."
        action="Revoke key"
        isBusy={revoke.isPending}
        onConfirm={() => revoke.mutate()}
      />
    </li>
  );
}

function lastUse({ revokedAt, lastUsedAt }: ApiKey) {
  if (revokedAt !== null) return <RelativeTime at={revokedAt} />;
  if (lastUsedAt === null) return 'Never used';
  return (
    <>
      Used <RelativeTime at={lastUsedAt} />
    </>
  );
}
