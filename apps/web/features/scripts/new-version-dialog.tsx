'use client';

import type { ScriptDetail } from '@forecourt/sdk/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId, useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { nextVersion } from './next-version.ts';
import { scriptTextOptions } from './script-queries.ts';
import { isWhole, type VersionDraft, VersionFields, versionOf } from './version-fields.tsx';

export interface NewVersionDialogProps {
  readonly script: ScriptDetail;
  readonly onClose: () => void;
}

/** Adds a version; it begins with the text of the newest, so that a small change is small to make. */
export function NewVersionDialog({ script, onClose }: NewVersionDialogProps) {
  const formId = useId();
  const queryClient = useQueryClient();
  const newest = script.all[0];
  const { data: before } = useQuery({
    ...scriptTextOptions(browserClient, script.id, newest?.version ?? ''),
    enabled: newest !== undefined,
  });
  const [changes, setChanges] = useState<Partial<VersionDraft>>({});
  const [makeCurrent, setMakeCurrent] = useState(true);
  const [wasTried, setTried] = useState(false);
  const draft: VersionDraft = {
    ...{ text: before ?? '', version: nextVersion(newest?.version ?? null), note: '', minimumAgent: newest?.minimumAgent ?? '' },
    ...changes,
  };
  const isUnchanged = before !== undefined && draft.text === before;
  const add = useMutation({
    mutationFn: () => browserClient().scripts.addVersion(script.id, { ...versionOf(draft), makeCurrent }),
    onSuccess: async (changed) => {
      queryClient.setQueryData(queryKeys.script(script.id), changed);
      onClose();
      await queryClient.invalidateQueries({ queryKey: queryKeys.scriptList });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (isWhole(draft) && !isUnchanged) add.mutate();
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => isOpen || onClose()}
      title={`New version of ${script.name}`}
      description="A version is never changed afterwards. Runs under way end with the one that they began with."
      className="sm:w-[40rem]"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={add.isPending}>
            Add version
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {add.error === null ? null : <ProblemNote error={add.error} title="The version was not added." />}
        <VersionFields draft={draft} onChange={setChanges} wasTried={wasTried} />
        {wasTried && isUnchanged ? (
          <p role="alert" className="text-xs text-danger-text">
            Nothing was changed since {newest?.version}.
          </p>
        ) : null}
        <Checkbox
          label="Run this one from now on"
          help="Else it waits here until somebody chooses it. Pinned computers stay with theirs."
          isChecked={makeCurrent}
          onChange={setMakeCurrent}
        />
      </form>
    </Dialog>
  );
}
