import type { HostDetail } from '@forecourt/sdk/contract';
import { classNames } from '@/components/ui/class-names.ts';
import { isAsPromised, uptimeInWords } from './host-words.ts';

type Span = HostDetail['hours'][number];

/** The last day by hours and the last month by days: how much of each the computer could be reached, against what is promised. */
export function UptimeStrips({ host: { hours, days, uptime } }: { readonly host: HostDetail }) {
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Strip title="24 hours" share={uptime.day} target={uptime.target} spans={hours} isByHour />
      <Strip title="30 days" share={uptime.month} target={uptime.target} spans={days} />
    </div>
  );
}

interface StripProps {
  readonly title: string;
  readonly share: number | null;
  readonly target: number;
  readonly spans: readonly Span[];
  readonly isByHour?: boolean;
}

function Strip({ title, share, target, spans, isByHour = false }: StripProps) {
  const isGood = isAsPromised(share, target);
  const less = spans.filter((span) => isAsPromised(span.share, target) === false);
  return (
    <figure className="rounded-md border border-line bg-surface px-4 py-3">
      <figcaption className="flex items-baseline justify-between gap-4">
        <span className="text-sm text-quiet">{title}</span>
        <span className="figures">
          <span className={classNames('text-lg font-semibold', isGood === false && 'text-review')}>{uptimeInWords(share)}</span>{' '}
          <span className="text-xs text-quiet">
            {isGood === null ? 'no history yet' : `${isGood ? 'at least' : 'less than'} ${target * 100} %`}
          </span>
        </span>
      </figcaption>
      <div className="mt-2 flex h-9 items-stretch gap-0.5" suppressHydrationWarning>
        <span className="sr-only">
          {less.length === 0
            ? 'No gap.'
            : `Less than promised: ${less.map((span) => `${whenOf(span, isByHour)} ${uptimeInWords(span.share)}`).join(', ')}.`}
        </span>
        {spans.map((span) => (
          <Bar
            key={span.since}
            span={span}
            title={`${whenOf(span, isByHour)}: ${span.share === null ? 'no history' : uptimeInWords(span.share)}`}
          />
        ))}
      </div>
    </figure>
  );
}

/** Filled from below by the share that it was there; what is missing hangs from above. A minute of an hour is seen too. */
function Bar({ span: { share }, title }: { readonly span: Span; readonly title: string }) {
  const gap = share === null || share === 1 ? 0 : Math.max(0.12, 1 - share);
  return (
    <span
      aria-hidden
      title={title}
      className={classNames(
        'relative min-w-1 grow overflow-hidden rounded-[2px]',
        share === null ? 'border border-dashed border-line-strong' : 'bg-approved',
      )}
      suppressHydrationWarning
    >
      {gap === 0 ? null : <span className="absolute inset-x-0 top-0 bg-failed" style={{ height: `${gap * 100}%` }} />}
    </span>
  );
}

function whenOf({ since }: Span, isByHour: boolean): string {
  const date = new Date(since);
  return isByHour
    ? date.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })
    : date.toLocaleDateString(undefined, { day: 'numeric', month: 'short' });
}
