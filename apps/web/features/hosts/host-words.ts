import type { Capacity, HostState, HostStatus, RoadKind, RoadStatus } from '@forecourt/sdk/contract';
import { Ban, CircleCheck, CircleDashed, CirclePause, Clock, OctagonAlert } from 'lucide-react';
import type { StateSign } from '@/components/state/sign.ts';
import { countOf } from '../transfers/figures.ts';

/** How a host is. */
export const hostSigns: Readonly<Record<HostState, StateSign>> = {
  enrolling: { word: 'Not seen yet', icon: Clock, text: 'text-waiting' },
  online: { word: 'Online', icon: CircleCheck, text: 'text-approved' },
  draining: { word: 'Takes no new work', icon: CirclePause, text: 'text-review' },
  offline: { word: 'Offline', icon: OctagonAlert, text: 'text-failed' },
  revoked: { word: 'Revoked', icon: Ban, text: 'text-quiet' },
};

/** How a road is. */
export const roadSigns: Readonly<Record<RoadStatus['state'], StateSign>> = {
  up: { word: 'Works', icon: CircleCheck, text: 'text-approved' },
  down: { word: 'Down', icon: OctagonAlert, text: 'text-failed' },
  unknown: { word: 'Not tried yet', icon: CircleDashed, text: 'text-quiet' },
};

/** A road in words of somebody who never laid one. */
export const roadWords: Readonly<Record<RoadKind, { readonly name: string; readonly by: string; readonly words: string }>> = {
  direct: { name: 'Direct', by: 'by the direct road', words: 'Straight over the network, or Tailscale' },
  ssh: { name: 'SSH', by: 'by SSH', words: 'Through an SSH connection' },
  relay: { name: 'Relay', by: 'by relay', words: 'The computer calls here, so no port is open on it' },
};

/** Whether a line to paste leads back to the computer on which it is pasted. */
export function leadsToItself(line: string): boolean {
  return /https?:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])[:/']/.test(line);
}

/** What to do about a road that does not answer; what is more than that says its own. */
const roadHints: Readonly<Record<RoadKind, string>> = {
  direct: 'Check the address, and that this server gets through to port 7443 of the computer.',
  ssh: 'Check the address, and that SSH runs on the computer.',
  relay: 'Check that the computer is on and its agent runs, and that a proxy in between lets WebSockets through.',
};

/** What mends a road. */
export function hintOf({ kind, problem }: Pick<RoadStatus, 'kind' | 'problem'>): string | null {
  if (problem === null) return null;
  return problem.code === 'ROAD_DOWN' ? roadHints[kind] : problem.hint;
}

/** The road that requests take now; one that is down is only what would be tried next. */
export function usedRoad({ roads }: Pick<HostStatus, 'roads'>): RoadStatus | undefined {
  return roads.find(({ isUsed, state }) => isUsed && state === 'up');
}

/** `4 ms`, `0.4 ms`, `1.2 s`; a dash before it was measured. */
export function latencyInWords(latencyMs: number | null, locale?: string): string {
  if (latencyMs === null) return '–';
  if (latencyMs < 0.05) return '< 0.1 ms';
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: latencyMs < 10 || latencyMs >= 1_000 ? 1 : 0 });
  return latencyMs < 1_000 ? `${number.format(latencyMs)} ms` : `${number.format(latencyMs / 1_000)} s`;
}

/** `3 % lost`; never rounded to nothing where something was lost. */
export function lossInWords(share: number | null): string {
  if (share === null) return 'not measured';
  if (share === 0) return 'none lost';
  return `${Math.max(1, Math.round(share * 100))} % lost`;
}

/** `99.95 %`; rounded down, so that 100 is only said of all of the time. */
export function uptimeInWords(share: number | null, locale?: string): string {
  if (share === null) return '–';
  const digits = share === 1 ? 0 : 2;
  const percent = Math.floor(share * 10_000) / 100;
  return `${new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(percent)} %`;
}

/** Whether a share of the time is as good as was promised; null where there is nothing to say. */
export function isAsPromised(share: number | null, target: number): boolean | null {
  return share === null ? null : share >= target;
}

/** `1 of 4 busy`, `4 of 4 busy, 7 wait`. */
export function loadInWords({ slots, busy, waiting }: Capacity): string {
  return waiting === 0 ? `${busy} of ${slots} busy` : `${busy} of ${slots} busy, ${waiting} wait`;
}

/** `Windows 11`, by what the agent says of its computer. */
export function platformInWords(platform: string | null): string {
  if (platform === null) return 'Not known yet';
  const [name = '', ...release] = platform.split(' ');
  const known: Readonly<Record<string, string>> = { win32: 'Windows', darwin: 'macOS', linux: 'Linux' };
  return [known[name] ?? name, ...release].join(' ');
}

/** A clock that is so much off lets signed requests fail: they count for a minute. */
const clockLimitMs = 30_000;

/** What is wrong with its clock; null where nothing is. */
export function clockInWords(offsetMs: number | null): string | null {
  if (offsetMs === null || Math.abs(offsetMs) < clockLimitMs) return null;
  const seconds = Math.round(Math.abs(offsetMs) / 1_000);
  const amount = seconds < 120 ? countOf(seconds, 'second') : countOf(Math.round(seconds / 60), 'minute');
  return `Its clock is ${amount} ${offsetMs > 0 ? 'fast' : 'slow'}.`;
}

/** `12:04`, for what is over at a moment; null once it is. */
export function countdown(until: string, nowMs: number): string | null {
  const seconds = Math.ceil((Date.parse(until) - nowMs) / 1_000);
  if (seconds <= 0) return null;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** `in 8 s`, `now`: when a road is tried next. */
export function nextTryInWords(nextTryAt: string | null, nowMs: number): string | null {
  if (nextTryAt === null) return null;
  const seconds = Math.ceil((Date.parse(nextTryAt) - nowMs) / 1_000);
  if (seconds <= 0) return 'now';
  return seconds < 120 ? `in ${seconds} s` : `in ${Math.round(seconds / 60)} min`;
}
