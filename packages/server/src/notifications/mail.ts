import type { DueMail } from '../database/notification-steps.ts';

/** One mail about one thing or several: what happened, what to do, where. */
export function mailText({ told }: Pick<DueMail, 'told'>, publicUrl: string | undefined): { subject: string; text: string } {
  const [first] = told;
  const title = first === undefined ? '' : titleOf(first);
  const subject = told.length === 1 ? title : `${title}, and ${told.length - 1} more`;
  const parts = told.map((one) => {
    const lines = [titleOf(one), one.body];
    if (one.link !== null) lines.push(publicUrl === undefined ? `In Forecourt: ${pageOf(one.link)}` : `${publicUrl}${one.link}`);
    return lines.join('\n\n');
  });
  const end = 'You choose what you are told, and when, in Forecourt under Settings, Notifications.';
  return { subject: `Forecourt: ${subject}`, text: [...parts, end].join('\n\n') };
}

function titleOf({ title, isEscalated }: DueMail['told'][number]): string {
  return isEscalated ? `Nobody has taken care of this yet: ${title}` : title;
}

/** `/errors?error=…` as somebody finds it who has no address to press. */
function pageOf(link: string): string {
  const name = link.split(/[/?#]/).find((part) => part !== '') ?? '';
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
