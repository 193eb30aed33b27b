'use client';

import type { Dealership } from '@forecourt/sdk/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Building2, Check, ChevronsUpDown, Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu.tsx';
import { notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { NewDealershipDialog } from './new-dealership-dialog.tsx';

export interface DealershipMenuProps {
  readonly current: Dealership;
  /** Whether this person may add dealerships to the installation. */
  readonly canAdd: boolean;
}

/** In which dealership one works, where there is more than one to choose from or one may be added. */
export function DealershipMenu({ current, canAdd }: DealershipMenuProps) {
  const [isNewOpen, setNewOpen] = useState(false);
  const { data: dealerships = [] } = useQuery({
    queryKey: queryKeys.dealerships,
    queryFn: async ({ signal }) => (await browserClient().call('listDealerships', {}, { signal })).items,
  });
  const change = useMutation({
    mutationFn: (dealershipId: string) => browserClient().call('switchDealership', { params: { dealershipId } }),
    // A full load: nothing of the other dealership stays in the page's memory.
    onSuccess: () => window.location.assign('/vehicles'),
    onError: (error) => notifyProblem({ title: 'You are still in the same dealership.', description: error.message }),
  });
  if (dealerships.length < 2 && !canAdd) return null;
  return (
    <>
      <Menu
        trigger={
          <Button variant="quiet" className="max-w-44 px-2" isBusy={change.isPending || change.isSuccess}>
            <Building2 aria-hidden />
            <span className="sr-only">Dealership: </span>
            <span className="hidden truncate sm:block">{current.name}</span>
            <ChevronsUpDown aria-hidden className="hidden sm:block" />
          </Button>
        }
      >
        {dealerships.map(({ id, name }) => (
          <MenuItem
            key={id}
            icon={id === current.id ? <Check aria-hidden /> : <span className="size-4" />}
            onClick={() => {
              if (id !== current.id) change.mutate(id);
            }}
          >
            {name}
          </MenuItem>
        ))}
        {canAdd ? (
          <>
            <MenuSeparator />
            <MenuItem icon={<Plus aria-hidden />} onClick={() => setNewOpen(true)}>
              New dealership
            </MenuItem>
          </>
        ) : null}
      </Menu>
      <NewDealershipDialog isOpen={isNewOpen} onOpenChange={setNewOpen} onMade={({ id }) => change.mutate(id)} />
    </>
  );
}
