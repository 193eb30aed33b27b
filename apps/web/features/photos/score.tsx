import type { Report } from '@forecourt/quality';
import { classNames } from '@/components/ui/class-names.ts';
import { verdictNames } from '@/features/review/words.ts';

const colours: Readonly<Record<Report['verdict'], string>> = {
  pass: 'text-approved',
  review: 'text-review',
  reject: 'text-failed',
};

/** The score of a cutout with the verdict in words; the colour only repeats the word. */
export function Score({ report, className }: { readonly report: Report; readonly className?: string }) {
  const { score, verdict } = report;
  return (
    <span className={classNames('inline-flex items-baseline gap-1.5 whitespace-nowrap', className)} title={`Score ${score} of 100`}>
      <span className={classNames('figures text-base font-semibold', colours[verdict])}>{Math.round(score)}</span>
      <span className="text-xs text-quiet @max-[13rem]/card:hidden">{verdictNames[verdict]}</span>
    </span>
  );
}
