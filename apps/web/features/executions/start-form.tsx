'use client';

import type { ScriptDetail } from '@forecourt/sdk/contract';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { Select } from '@/components/ui/select.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { hostListOptions } from '../hosts/host-queries.ts';
import { hostSigns, loadInWords } from '../hosts/host-words.ts';
import { countOf } from '../transfers/figures.ts';
import { FileChoice } from './file-choice.tsx';
import { ParameterFields } from './parameter-fields.tsx';
import { type ParameterDraft, problemsOf, valuesOf } from './parameter-values.ts';
import { useRunFiles } from './use-run-files.ts';

export interface StartFormProps {
  readonly script: ScriptDetail;
  readonly initialHostId: string | null;
}

const timeLimits = [
  { minutes: 10, words: '10 minutes' },
  { minutes: 60, words: '1 hour' },
  { minutes: 360, words: '6 hours' },
  { minutes: 1_440, words: 'A day' },
] as const;

/** Where it runs, with what, and for how long at most; then the page of the run takes over. */
export function StartForm({ script, initialHostId }: StartFormProps) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const [hostId, setHostId] = useState(initialHostId ?? '');
  const [version, setVersion] = useState('');
  const [draft, setDraft] = useState<ParameterDraft>({});
  const [whatIf, setWhatIf] = useState(false);
  const [minutes, setMinutes] = useState(10);
  const [wasTried, setTried] = useState(false);
  const { files, add, remove } = useRunFiles();
  const { data } = useInfiniteQuery(hostListOptions(browserClient));
  const hosts = (itemsOf(data) ?? []).filter(({ state }) => state !== 'revoked');
  const parameters = (script.all.find((each) => each.version === (version || script.current)) ?? script.all[0])?.parameters ?? [];
  const problems = problemsOf(parameters, draft);
  const sending = files.filter(({ state }) => state === 'sending').length;
  const start = useMutation({
    mutationFn: () =>
      browserClient().executions.start({
        ...(hostId && { hostId }),
        ...(version && { version }),
        ...{ scriptId: script.id, whatIf, timeLimitMs: minutes * 60_000, parameters: valuesOf(parameters, draft) },
        inputs: files.flatMap(({ sha256, name }) => (sha256 === null ? [] : [{ sha256, name }])),
      }),
    onSuccess: async (run) => {
      router.push(`/runs/${run.id}`);
      await queryClient.invalidateQueries({ queryKey: queryKeys.executions });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (problems.size === 0 && sending === 0) start.mutate();
  };
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-6">
      <div className="grid gap-4 sm:grid-cols-3">
        <Select label="Computer" value={hostId} onChange={setHostId}>
          <option value="">The one with most room</option>
          {hosts.map((host) => (
            <option key={host.id} value={host.id} disabled={host.state !== 'online'}>
              {host.name}: {host.state === 'online' && host.capacity !== null ? loadInWords(host.capacity) : hostSigns[host.state].word}
            </option>
          ))}
        </Select>
        <Select label="Version" value={version} onChange={setVersion}>
          <option value="">The one of the computer ({script.current})</option>
          {script.all.map((each) => (
            <option key={each.version} value={each.version}>
              {each.version}
            </option>
          ))}
        </Select>
        <Select label="At most" value={String(minutes)} onChange={(value) => setMinutes(Number(value))}>
          {timeLimits.map((limit) => (
            <option key={limit.minutes} value={limit.minutes}>
              {limit.words}
            </option>
          ))}
        </Select>
      </div>
      <Group title="Parameters">
        <ParameterFields parameters={parameters} draft={draft} onChange={setDraft} problems={wasTried ? problems : new Map()} />
      </Group>
      <Group title="Photos">
        <FileChoice files={files} onAdd={add} onRemove={remove} />
      </Group>
      <Checkbox
        label="Only say what it would do"
        help="Runs it with -WhatIf: nothing is changed, and no file is made."
        isChecked={whatIf}
        onChange={setWhatIf}
      />
      {start.error === null ? null : <ProblemNote error={start.error} title="It was not started." />}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" icon={<Play aria-hidden />} isBusy={start.isPending} disabled={sending > 0}>
          {whatIf ? 'Say what it would do' : 'Run'}
        </Button>
        <p aria-live="polite" className="text-sm text-quiet">
          {sending > 0 ? `${countOf(sending, 'photo')} still on the way` : null}
          {wasTried && problems.size > 0 ? 'Some parameters are missing or wrong.' : null}
        </p>
      </div>
    </form>
  );
}

function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-2 text-sm font-medium">{title}</h3>
      {children}
    </section>
  );
}
