import { classNames } from './class-names.ts';

export interface ProgressRingProps {
  /** From 0 to 1; null where nobody knows, then it turns. */
  readonly share: number | null;
  /** What is under way, for screen readers. */
  readonly label: string;
  readonly sizePx?: number;
  readonly className?: string;
}

const radius = 9;
const circumference = 2 * Math.PI * radius;

/** A ring that fills clockwise. It takes the colour of the text around it. */
export function ProgressRing({ share, label, sizePx = 16, className }: ProgressRingProps) {
  const known = share === null ? 0.25 : Math.min(1, Math.max(0, share));
  const value = share === null ? {} : { 'aria-valuenow': Math.round(known * 100), 'aria-valuemin': 0, 'aria-valuemax': 100 };
  return (
    <span role="progressbar" aria-label={label} {...value} className={classNames('inline-flex shrink-0', className)}>
      <svg
        aria-hidden="true"
        width={sizePx}
        height={sizePx}
        viewBox="0 0 24 24"
        className={classNames('-rotate-90', share === null && 'animate-spin')}
      >
        <circle cx="12" cy="12" r={radius} fill="none" stroke="currentColor" strokeWidth="3.5" opacity="0.22" />
        <circle
          cx="12"
          cy="12"
          r={radius}
          fill="none"
          stroke="currentColor"
          strokeWidth="3.5"
          strokeLinecap="round"
          strokeDasharray={circumference}
          strokeDashoffset={circumference * (1 - known)}
          className="transition-[stroke-dashoffset] duration-(--gentle)"
        />
      </svg>
    </span>
  );
}
