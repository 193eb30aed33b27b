import { classNames } from '@/components/ui/class-names.ts';

/** The mark: a car's side, cut out of its frame. */
export function LogoMark({ className }: { readonly className?: string }) {
  return (
    <svg aria-hidden="true" viewBox="0 0 32 32" className={classNames('size-6 shrink-0', className)}>
      <rect width="32" height="32" rx="7" className="fill-ink" />
      <path
        className="fill-canvas"
        d="M4.5 20.2c0-2.6 1.2-4 3.7-4.4l2.9-4.2c.8-1.2 2-1.8 3.5-1.8h4.1c1.3 0 2.5.5 3.4 1.5l3.3 3.7c1.5.4 2.1 1.6 2.1 3.4v1.4c0 .7-.4 1.1-1.1 1.1h-1a3.1 3.1 0 0 0-6.2 0h-6.4a3.1 3.1 0 0 0-6.2 0h-.9c-.8 0-1.2-.3-1.2-.7Z"
      />
      <circle className="fill-canvas" cx="9.7" cy="21.2" r="1.9" />
      <circle className="fill-canvas" cx="22.3" cy="21.2" r="1.9" />
    </svg>
  );
}
