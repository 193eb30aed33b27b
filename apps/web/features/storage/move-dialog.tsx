'use client';

import type { StoragePlace } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { placeWords } from './storage-words.ts';

export interface MoveDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly to: StoragePlace;
}

/** Says what a move does, and how fast it may be. */
export function MoveDialog({ isOpen, onOpenChange, to }: MoveDialogProps) {
  const form = useId();
  const queryClient = useQueryClient();
  const move = useMutation({
    mutationFn: (bytesPerSecond: number | null) => browserClient().storage.move({ to, bytesPerSecond }),
    onSuccess: async () => {
      onOpenChange(false);
      await queryClient.invalidateQueries({ queryKey: queryKeys.storage });
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const limit = Number(new FormData(event.currentTarget).get('limit'));
    move.mutate(limit > 0 ? Math.ceil(limit * 1e6) : null);
  };
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={`Move all files to ${placeWords[to]}?`}
      description={`From now on new files go to ${placeWords[to]}, and the others follow while everybody goes on working. Nothing is removed from the old place until you say so.`}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Cancel</Button>
          <Button variant="primary" type="submit" form={form} isBusy={move.isPending}>
            Move files
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="space-y-4 pt-1">
        <TextField
          name="limit"
          type="number"
          min="0.1"
          step="any"
          inputMode="decimal"
          label="Limit in megabytes a second"
          help="Leave it empty for no limit."
        />
        {move.error === null ? null : <ProblemNote error={move.error} title="The move could not begin." />}
      </form>
    </Dialog>
  );
}
