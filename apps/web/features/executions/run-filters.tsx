'use client';

import { hostJobStateSchema } from '@forecourt/sdk/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Input } from '@/components/ui/input.tsx';
import { Select } from '@/components/ui/select.tsx';
import { browserClient } from '@/lib/data/client.ts';
import type { ExecutionFilter } from '@/lib/data/keys.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { hostListOptions } from '../hosts/host-queries.ts';
import { scriptListOptions } from '../scripts/script-queries.ts';
import { executionSigns } from './execution-words.ts';

export interface RunFiltersProps {
  readonly filter: ExecutionFilter;
  readonly onChange: (filter: ExecutionFilter) => void;
}

/** Which runs are shown: by words, computer, state and script. */
export function RunFilters({ filter, onChange }: RunFiltersProps) {
  const { data: pages } = useInfiniteQuery(hostListOptions(browserClient));
  const { data: scripts = [] } = useQuery(scriptListOptions(browserClient));
  const hosts = itemsOf(pages) ?? [];
  const set = (changes: ExecutionFilter) => onChange({ ...filter, ...changes });
  return (
    <search className="grid grow grid-cols-2 gap-2 md:flex md:flex-wrap">
      <Input
        type="search"
        aria-label="Search in runs and their logs"
        placeholder="File, script, words of the log…"
        maxLength={200}
        value={filter.search ?? ''}
        onValueChange={(search) => set({ search: search === '' ? undefined : search })}
        className="max-md:col-span-2 md:w-64"
      />
      <Select
        label="Computer"
        hasHiddenLabel
        value={filter.hostId ?? ''}
        onChange={(hostId) => set({ hostId: hostId === '' ? undefined : hostId })}
        className="md:w-40"
      >
        <option value="">All computers</option>
        {hosts.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <Select
        label="State"
        hasHiddenLabel
        value={filter.state ?? ''}
        onChange={(state) => set({ state: hostJobStateSchema.safeParse(state).data })}
        className="md:w-36"
      >
        <option value="">Every state</option>
        {hostJobStateSchema.options.map((state) => (
          <option key={state} value={state}>
            {executionSigns[state].word}
          </option>
        ))}
      </Select>
      <Select
        label="Script"
        hasHiddenLabel
        value={filter.script ?? ''}
        onChange={(script) => set({ script: script === '' ? undefined : script })}
        className="max-md:col-span-2 md:w-44"
      >
        <option value="">Every script</option>
        {scripts.map(({ id, name }) => (
          <option key={id} value={name}>
            {name}
          </option>
        ))}
      </Select>
    </search>
  );
}
