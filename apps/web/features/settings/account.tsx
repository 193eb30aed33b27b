'use client';

import type { Identity } from '@forecourt/sdk/contract';
import { LogOut } from 'lucide-react';
import { Button } from '@/components/ui/button.tsx';
import { useSignOut } from '@/lib/data/use-sign-out.ts';

/** Who is signed in, and the way out. */
export function Account({ identity }: { readonly identity: Identity }) {
  const signOut = useSignOut();
  const facts = [
    ['Name', identity.person?.name],
    ['E-mail', identity.person?.email],
    ['Dealership', identity.dealership.name],
    ['Role', identity.role === null ? undefined : `${identity.role.slice(0, 1).toUpperCase()}${identity.role.slice(1)}`],
  ] as const;
  return (
    <div className="overflow-hidden rounded-md border border-line bg-surface">
      <dl className="divide-y divide-line">
        {facts.map(([name, value]) =>
          value === undefined ? null : (
            <div key={name} className="grid min-h-10 grid-cols-[7rem_minmax(0,1fr)] items-center gap-4 px-4 py-2">
              <dt className="text-sm text-quiet">{name}</dt>
              <dd className="truncate">{value}</dd>
            </div>
          ),
        )}
      </dl>
      <div className="border-t border-line px-4 py-3">
        <Button icon={<LogOut aria-hidden />} isBusy={signOut.isPending} onClick={() => signOut.mutate()}>
          Sign out
        </Button>
      </div>
    </div>
  );
}
