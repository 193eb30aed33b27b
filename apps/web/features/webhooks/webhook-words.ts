import type { DeliveryState, EventType, Webhook } from '@forecourt/sdk/contract';
import { CircleCheck, CirclePause, Clock, type LucideIcon, OctagonAlert, Send, TriangleAlert } from 'lucide-react';

interface Sign {
  readonly word: string;
  readonly icon: LucideIcon;
  readonly text: string;
}

export type Health = 'active' | 'failing' | 'paused' | 'disabled';

/** How a webhook is: as it was set, and whether its receiver answers. */
export const healthSigns: Readonly<Record<Health, Sign>> = {
  active: { word: 'Active', icon: CircleCheck, text: 'text-approved' },
  failing: { word: 'Failing', icon: TriangleAlert, text: 'text-review' },
  paused: { word: 'Paused', icon: CirclePause, text: 'text-quiet' },
  disabled: { word: 'Disabled', icon: OctagonAlert, text: 'text-failed' },
};

export function healthOf({ state, failingSince }: Webhook): Health {
  return state === 'active' && failingSince !== null ? 'failing' : state;
}

export const deliverySigns: Readonly<Record<DeliveryState, Sign>> = {
  waiting: { word: 'Waiting', icon: Clock, text: 'text-waiting' },
  sending: { word: 'Sending', icon: Send, text: 'text-working' },
  delivered: { word: 'Delivered', icon: CircleCheck, text: 'text-approved' },
  failed: { word: 'Failed', icon: OctagonAlert, text: 'text-failed' },
};

/** What an event tells, for those that have been put into words. */
const eventWords: Partial<Readonly<Record<EventType, string>>> = {
  'vehicle.created': 'A vehicle was added',
  'vehicle.changed': 'A vehicle was changed',
  'vehicle.deleted': 'A vehicle was removed',
  'photo.added': 'A photo was added',
  'photo.changed': 'A photo has a cutout, a decision or a new state',
  'photo.deleted': 'A photo was removed',
  'generation.created': 'Pictures were asked for',
  'generation.changed': 'A generation has results or a new state',
  'generation.deleted': 'A generation was removed',
  'analysis.changed': 'A photo was looked at by a model',
  'provider.changed': 'A provider was set up, changed or removed',
  'budget.alerted': 'Much of a budget is spent, or all of it',
  'host.changed': 'A host came, went or was changed',
  'script.changed': 'A script was added, changed or removed',
  'execution.changed': 'A run began, ended or has a new state',
  'sync.changed': 'A folder on a computer has a new state',
  'key.created': 'An API key was made',
  'key.revoked': 'An API key was revoked',
};

export function eventInWords(type: EventType): string | undefined {
  return eventWords[type];
}

/** `vehicle.created, photo.added` while they are few, `5 events` when they are not. */
export function eventsInShort(types: readonly EventType[]): string {
  return types.length <= 2 ? types.join(', ') : `${types.length} kinds of events`;
}
