import { classNames } from './class-names.ts';

/** A thin line that fills from the left; takes the colour of the text around it. */
export function ProgressBar({ share, label, className }: { readonly share: number; readonly label: string; readonly className?: string }) {
  const percent = Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className={classNames('h-1 overflow-hidden rounded-full bg-picture-empty', className)}
    >
      <div
        className="h-full origin-left bg-current transition-transform duration-(--gentle)"
        style={{ transform: `scaleX(${percent / 100})` }}
      />
    </div>
  );
}
