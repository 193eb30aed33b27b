import type { CheckState, Diagnostics } from '@forecourt/sdk/contract';
import { CircleCheck, CircleDashed, type LucideIcon, OctagonAlert, TriangleAlert } from 'lucide-react';

/** A state of a part as icon, word and colour. */
export const checkWords: Readonly<Record<CheckState, { readonly word: string; readonly icon: LucideIcon; readonly text: string }>> = {
  ok: { word: 'Works', icon: CircleCheck, text: 'text-approved' },
  warning: { word: 'Look at this', icon: TriangleAlert, text: 'text-review' },
  failed: { word: 'Broken', icon: OctagonAlert, text: 'text-failed' },
  skipped: { word: 'Not looked at', icon: CircleDashed, text: 'text-quiet' },
};

/** What is worst stands first; among equals the order in which parts need each other. */
export function worstFirst(checks: Diagnostics['checks']): Diagnostics['checks'] {
  const order: readonly CheckState[] = ['failed', 'warning', 'skipped', 'ok'];
  return checks.toSorted((one, other) => order.indexOf(one.state) - order.indexOf(other.state));
}

/** One line for all: `Everything works`, `1 part is broken, 2 to look at`. */
export function inOneLine({ checks }: Pick<Diagnostics, 'checks'>): string {
  const count = (state: CheckState) => checks.filter((check) => check.state === state).length;
  const broken = count('failed');
  const doubtful = count('warning');
  if (broken === 0 && doubtful === 0) return 'Everything works';
  const parts = [];
  if (broken > 0) parts.push(broken === 1 ? '1 part is broken' : `${broken} parts are broken`);
  if (doubtful > 0) parts.push(`${doubtful} to look at`);
  return parts.join(', ');
}

/** To paste into a message to whoever helps. */
export function asText({ version, checkedAt, checks }: Diagnostics): string {
  const lines = checks.map(({ title, state, message, hint }) => {
    return `${checkWords[state].word}: ${title}. ${message}${hint === null ? '' : `\n    ${hint}`}`;
  });
  return [`Forecourt ${version}, ${checkedAt}`, ...lines].join('\n');
}
