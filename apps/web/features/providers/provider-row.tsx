'use client';

import type { ProviderSettings } from '@forecourt/sdk/contract';
import { ChevronDown, ChevronUp, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import { type KeyboardEvent, useRef } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Switch } from '@/components/ui/switch.tsx';
import { Sign } from '../webhooks/sign.tsx';
import { dayInWords, keyInShort, kindWords, modelsOf, operationsInShort, signOf } from './provider-words.ts';
import { useProviderActions } from './use-provider-actions.ts';

export interface ProviderRowProps {
  readonly provider: ProviderSettings;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Whether weights choose, so that they are worth showing. */
  readonly hasWeight: boolean;
  readonly mayWrite: boolean;
  readonly onMove: (by: -1 | 1) => void;
}

/** One provider: its place, what it is for, how it is, and whether it is used. */
export function ProviderRow({ provider, isFirst, isLast, hasWeight, mayWrite, onMove }: ProviderRowProps) {
  const { name, kind, operations, isEnabled, weight, baseUrl, retirements } = provider;
  const { setEnabled } = useProviderActions(provider);
  const ending = modelsOf(retirements, false);
  const [soonest] = ending;
  const facts = [
    kindWords[kind].title,
    keyInShort(provider),
    ...(hasWeight ? [`Weight ${weight}`] : []),
    ...(baseUrl === null ? [] : [hostOf(baseUrl)]),
  ];
  return (
    <li data-provider={name} className="flex min-h-16 items-center gap-3 py-2 pr-4 pl-2 hover:bg-hover">
      {mayWrite ? <Place name={name} isFirst={isFirst} isLast={isLast} onMove={onMove} /> : <span className="w-1" />}
      <div className="relative grid min-w-0 grow grid-cols-1 items-center gap-x-4 gap-y-0.5 sm:grid-cols-[minmax(0,1fr)_9rem]">
        <div className="min-w-0">
          <Link href={`/settings/providers/${provider.id}`} className="block truncate font-medium after:absolute after:inset-0">
            {name}
          </Link>
          <div className="truncate text-xs text-quiet">{facts.join(' · ')}</div>
          <div className="text-xs text-quiet sm:truncate">{operationsInShort(operations)}</div>
          {soonest === undefined ? null : (
            <div className="mt-0.5 flex items-center gap-1 text-xs text-review" suppressHydrationWarning>
              <TriangleAlert aria-hidden className="size-3.5 shrink-0" />
              {soonest.model} ends {dayInWords(soonest.retiresOn)}
              {ending.length > 1 ? `, and ${ending.length - 1} more` : ''}
            </div>
          )}
        </div>
        <Sign sign={signOf(provider)} />
      </div>
      <Switch
        label={`Use ${name}`}
        isOn={setEnabled.isPending ? setEnabled.variables : isEnabled}
        isDisabled={!mayWrite}
        onChange={setEnabled.mutate}
      />
    </li>
  );
}

type PlaceProps = Pick<ProviderRowProps, 'isFirst' | 'isLast' | 'onMove'> & { readonly name: string };

/** Moves it up and down: by its buttons, and with arrow keys on them. Focus goes along. */
function Place({ name, isFirst, isLast, onMove }: PlaceProps) {
  const focused = useRef<HTMLElement>(null);
  const move = (by: -1 | 1, element: HTMLElement) => {
    focused.current = element;
    onMove(by);
    // A row that is put elsewhere loses focus in between.
    requestAnimationFrame(() => requestAnimationFrame(() => focused.current?.focus()));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    move(event.key === 'ArrowUp' ? -1 : 1, event.currentTarget);
  };
  return (
    <div className="flex flex-col">
      <Button
        variant="quiet"
        size="icon-small"
        aria-label={`Move ${name} up`}
        disabled={isFirst}
        focusableWhenDisabled
        onKeyDown={onKeyDown}
        onClick={({ currentTarget }) => move(-1, currentTarget)}
      >
        <ChevronUp aria-hidden />
      </Button>
      <Button
        variant="quiet"
        size="icon-small"
        aria-label={`Move ${name} down`}
        disabled={isLast}
        focusableWhenDisabled
        onKeyDown={onKeyDown}
        onClick={({ currentTarget }) => move(1, currentTarget)}
      >
        <ChevronDown aria-hidden />
      </Button>
    </div>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
