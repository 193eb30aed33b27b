import { ForecourtError } from '@forecourt/errors';
import {
  type Breaker,
  type Choice,
  keyedKinds,
  type Offer,
  type Operation,
  type ProviderKind,
  type ProviderSettings,
  type Retirement,
} from '@forecourt/sdk/contract';
import { CircleCheck, CirclePause, type LucideIcon, OctagonAlert, Timer, TriangleAlert } from 'lucide-react';

interface Sign {
  readonly word: string;
  readonly icon: LucideIcon;
  readonly text: string;
}

export const kindWords: Readonly<Record<ProviderKind, { readonly title: string; readonly words: string }>> = {
  local: { title: 'This machine', words: 'Makes cutouts here: nothing leaves the house, and nothing is charged.' },
  remote: { title: 'Your hosts', words: 'Makes cutouts on computers of your own that are connected under Hosts. Nothing is charged.' },
  openai: { title: 'OpenAI', words: 'Makes and changes pictures, and looks at photos. Charged by OpenAI for what is used.' },
  replicate: { title: 'Replicate', words: 'Runs many models, for cutouts too. Charged by Replicate for each run.' },
};

export const operationWords: Readonly<Record<Operation, string>> = {
  removeBackground: 'Cutouts',
  generateImage: 'New pictures',
  editImage: 'Changes to pictures',
  analyzeImage: 'Looking at photos',
};

export const choiceWords: Readonly<Record<Choice, { readonly label: string; readonly words: string }>> = {
  order: { label: 'In this order', words: 'The first one is asked; the next ones when it fails.' },
  price: { label: 'Cheapest first', words: 'Whoever does it for the least money is asked first.' },
  speed: { label: 'Fastest first', words: 'Whoever was the quickest lately is asked first.' },
  quality: { label: 'Best first', words: 'Whoever makes the best pictures is asked first.' },
  weights: { label: 'By weight', words: 'Calls are shared out by the weight of each provider.' },
};

/** How a provider is: switched off, in trouble, left alone for a while, or well. */
export function signOf({ isEnabled, health, breakers }: Pick<ProviderSettings, 'isEnabled' | 'health' | 'breakers'>): Sign {
  if (!isEnabled) return { word: 'Off', icon: CirclePause, text: 'text-quiet' };
  if (health.state === 'unavailable') return { word: 'Not available', icon: OctagonAlert, text: 'text-failed' };
  if (breakers.some(({ state }) => state === 'open')) return { word: 'Left alone', icon: Timer, text: 'text-review' };
  if (health.state === 'degraded') return { word: 'Not quite well', icon: TriangleAlert, text: 'text-review' };
  return { word: 'Ready', icon: CircleCheck, text: 'text-approved' };
}

export const breakerSigns: Readonly<Record<Breaker['state'], Sign>> = {
  closed: { word: 'In use', icon: CircleCheck, text: 'text-approved' },
  open: { word: 'Left alone', icon: Timer, text: 'text-review' },
  'half-open': { word: 'To be tried', icon: Timer, text: 'text-working' },
};

/** `Key …4f2a`, `No key needed`. */
export function keyInShort({ kind, key }: Pick<ProviderSettings, 'kind' | 'key'>): string {
  if (!keyedKinds.includes(kind)) return 'No key needed';
  return key === null ? 'No key' : `Key …${key.lastFour}`;
}

/** What it is used for: all, or by name. */
export function operationsInShort(operations: readonly Operation[]): string {
  return operations.map((operation) => operationWords[operation]).join(', ');
}

export function limitsInWords({ concurrency, requestsPerMinute }: ProviderSettings['limits'], locale?: string): string {
  const number = new Intl.NumberFormat(locale);
  const parts = [
    concurrency === null ? null : `${number.format(concurrency)} at once`,
    requestsPerMinute === null ? null : `${number.format(requestsPerMinute)} a minute`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'Only the provider’s own' : parts.join(', ');
}

/** `gpt-image-1 ends on 1 Dec 2026. Its successor is gpt-image-2.` */
export function retirementInWords({ model, retiresOn, replacedBy, isGone }: Retirement, locale?: string): string {
  const successor = replacedBy === null ? 'There is no successor.' : `Its successor is ${replacedBy}.`;
  return `${model} ${isGone ? 'ended' : 'ends'} on ${dayInWords(retiresOn, locale)}. ${successor}`;
}

/** A day without a time, in nobody’s time zone. */
export function dayInWords(day: string, locale?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

/** Sizes of what it makes. */
export function sizesInWords({ sizes }: Pick<Offer, 'sizes'>): string {
  if (sizes === undefined) return '';
  if (sizes.kind === 'as-input') return 'As large as the photo';
  if (sizes.kind === 'range') return `${sizes.leastPx} to ${sizes.mostPx} px`;
  const shown = sizes.list.slice(0, mostSizes).map(({ widthPx, heightPx }) => `${widthPx} × ${heightPx}`);
  const more = sizes.list.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ' px'}`;
}

const mostSizes = 3;

/** What a provider made of a key, in our words; the provider's own stand behind it. */
export function refusalOf(error: unknown, kind: ProviderKind): string | undefined {
  const isRefused = ForecourtError.is(error) && error.code === 'PROVIDER_KEY_REFUSED';
  return isRefused ? `${kindWords[kind].title} does not take this key.` : undefined;
}

/** Models that end and those that did, each once: one that does several things has an entry for each of them. */
export function modelsOf(retirements: readonly Retirement[], isGone: boolean): readonly Retirement[] {
  const byModel = new Map(retirements.filter((each) => each.isGone === isGone).map((each) => [each.model, each]));
  return [...byModel.values()];
}
