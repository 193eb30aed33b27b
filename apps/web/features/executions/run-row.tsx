import type { Execution } from '@forecourt/sdk/contract';
import Link from 'next/link';
import { classNames } from '@/components/ui/class-names.ts';
import { ProgressBar } from '@/components/ui/progress-bar.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { roadWords } from '../hosts/host-words.ts';
import { Sign } from '../webhooks/sign.tsx';
import { durationInWords, executionSigns, filesInWords, shareOfRun, whatRan, whyInWords } from './execution-words.ts';

/** One run: its state, what ran, where, with how many files, for how long. */
export function RunRow({ run, nowMs }: { readonly run: Execution; readonly nowMs: number }) {
  const { id, hostName, road, state, problem } = run;
  const share = shareOfRun(run);
  return (
    <li className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2 hover:bg-hover md:min-h-14 md:grid-cols-[8rem_minmax(0,4fr)_minmax(0,3fr)_7rem_7rem]">
      <Sign sign={executionSigns[state]} className={classNames('order-1 md:order-none', state === 'running' && '[&>svg]:animate-spin')} />
      <div className="order-3 min-w-0 max-md:col-span-2 md:order-none">
        <Link href={`/runs/${id}`} className="block truncate font-medium after:absolute after:inset-0">
          {whatRan(run)}
        </Link>
        <p className="truncate text-sm text-quiet">{state === 'failed' && problem !== null ? problem.detail : whyInWords(run)}</p>
        {share === null ? null : (
          <ProgressBar share={share} label={`${whatRan(run)}: running`} className="mt-1.5 text-working md:max-w-72" />
        )}
      </div>
      <p className="order-4 min-w-0 truncate text-sm md:order-none">
        {hostName}
        {road === null ? null : <span className="text-quiet"> {roadWords[road].by}</span>}
      </p>
      <p className="figures order-5 text-right text-sm md:order-none md:text-left" suppressHydrationWarning>
        {durationInWords(run, nowMs)}
        <span className="block text-xs text-quiet max-md:hidden">{filesInWords(run)}</span>
      </p>
      <RelativeTime at={run.createdAt} className="order-2 justify-self-end text-sm text-quiet md:order-none" />
    </li>
  );
}
