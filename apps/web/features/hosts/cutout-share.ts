import type { HostStatus, ProviderRules, ProviderSettings } from '@forecourt/sdk/contract';
import { choiceWords, kindWords } from '../providers/provider-words.ts';

/** Whether photos come to a computer for their cutouts, and why not. */
export interface CutoutShare {
  readonly title: string;
  readonly words: string;
  readonly kind: /** They come to computers before everybody else. */
    | 'first'
    /** Others are asked as well, or before. */
    | 'also'
    /** Computers are asked for none. */
    | 'off'
    /** This one has nothing to cut with. */
    | 'unable';
}

export interface Providers {
  readonly items: readonly Pick<ProviderSettings, 'kind' | 'name' | 'isEnabled' | 'operations'>[];
  readonly rules: ProviderRules;
}

export type SharingHost = Pick<HostStatus, 'mode' | 'state' | 'operations' | 'capacity'>;

/** @returns null where there is nothing to say: it is away, takes no new work, has no agent or was revoked. */
export function cutoutShareOf(host: SharingHost, { items, rules }: Providers): CutoutShare | null {
  if (host.mode !== 'agent' || host.state !== 'online') return null;
  // It is there, and has not told of itself yet.
  if (host.capacity === null) return null;
  if (!host.operations.includes('removeBackground')) {
    return {
      kind: 'unable',
      title: 'It cannot cut out photos yet.',
      words: 'Its agent found neither an engine with its weights nor a program that it was given. Scripts run all the same.',
    };
  }
  const makers = items.filter(({ isEnabled, operations }) => isEnabled && operations.includes('removeBackground'));
  const hosts = makers.find(({ kind }) => kind === 'remote');
  if (hosts === undefined) {
    const isThere = items.some(({ kind }) => kind === 'remote');
    const title = 'No photos come here.';
    return {
      kind: 'off',
      title,
      words: isThere ? 'Your hosts are switched off among the providers.' : 'Your hosts are not among the providers.',
    };
  }
  if (rules.choose !== 'order') {
    const { label } = choiceWords[rules.choose];
    return { kind: 'also', title: 'Photos come here too.', words: `Who makes a cutout is chosen ${label.toLowerCase()}.` };
  }
  const [first, second] = makers;
  if (first !== hosts) {
    const words = `They come where ${titleOf(first)} cannot cut them out.`;
    return { kind: 'also', title: 'Some photos come here.', words };
  }
  const next = second === undefined ? 'They wait while no computer is there.' : `While no computer is there, ${titleOf(second)} goes on.`;
  return { kind: 'first', title: 'Photos come here for their cutouts.', words: next };
}

function titleOf(provider: Providers['items'][number] | undefined): string {
  if (provider === undefined) return 'nobody';
  return provider.kind === 'local' ? 'the engine of this server' : kindWords[provider.kind].title;
}
