import type { ErrorHour } from '@forecourt/sdk/contract';

const heightPx = 56;
const slot = 10;
const barWidth = 7;
/** An hour with one failure among hours with thousands is still seen. */
const leastPx = 3;

/** Failures per hour over the last day: bars to see, a table to hear. */
export function RateChart({ hours }: { readonly hours: readonly ErrorHour[] }) {
  const most = Math.max(1, ...hours.map(({ count }) => count));
  const total = hours.reduce((sum, { count }) => sum + count, 0);
  return (
    <figure className="rounded-md border border-line bg-surface px-4 py-3">
      <figcaption className="flex items-baseline justify-between gap-4 text-sm">
        <span className="font-medium">Last 24 hours</span>
        <span className="figures text-quiet">
          {total === 0 ? 'No failures' : `${format(total)} ${total === 1 ? 'failure' : 'failures'}`}
        </span>
      </figcaption>
      <svg aria-hidden viewBox={`0 0 ${hours.length * slot} ${heightPx}`} preserveAspectRatio="none" className="mt-3 h-14 w-full">
        {hours.map(({ at, count }, index) => {
          const height = count === 0 ? 1 : Math.max(leastPx, (count / most) * heightPx);
          return (
            <rect
              key={at}
              x={index * slot + (slot - barWidth) / 2}
              y={heightPx - height}
              width={barWidth}
              height={height}
              className={count === 0 ? 'fill-line-strong' : 'fill-failed'}
            >
              <title>{`${hourOf(at)}: ${format(count)}`}</title>
            </rect>
          );
        })}
      </svg>
      <div aria-hidden className="figures mt-1.5 flex justify-between text-xs text-quiet" suppressHydrationWarning>
        <span>{hours[0] === undefined ? '' : hourOf(hours[0].at)}</span>
        <span>now</span>
      </div>
      <table className="sr-only">
        <caption>Failures per hour</caption>
        <thead>
          <tr>
            <th scope="col">Hour</th>
            <th scope="col">Failures</th>
          </tr>
        </thead>
        <tbody>
          {hours
            .filter(({ count }) => count > 0)
            .map(({ at, count }) => (
              <tr key={at}>
                <th scope="row" suppressHydrationWarning>
                  {hourOf(at)}
                </th>
                <td>{count}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </figure>
  );
}

function hourOf(at: string): string {
  return new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}

function format(count: number): string {
  return new Intl.NumberFormat('en').format(count);
}
