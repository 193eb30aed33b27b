import { cva } from 'class-variance-authority';

/** Also for links that look like buttons: `className={buttonStyle({ variant: 'outline' })}`. */
export const buttonStyle = cva(
  [
    'inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-md border font-medium',
    'transition-colors duration-(--quick) aria-disabled:opacity-50 disabled:opacity-50 data-disabled:opacity-50',
    '[&_svg]:pointer-events-none [&_svg]:size-4 [&_svg]:shrink-0',
  ],
  {
    variants: {
      variant: {
        primary: 'border-transparent bg-accent text-accent-ink not-data-disabled:hover:bg-accent-hover',
        outline: 'border-line-strong bg-surface text-ink not-data-disabled:hover:bg-hover data-popup-open:bg-hover',
        quiet:
          'border-transparent bg-transparent text-quiet not-data-disabled:hover:bg-hover not-data-disabled:hover:text-ink data-popup-open:bg-hover data-popup-open:text-ink',
        danger: 'border-transparent bg-danger text-accent-ink not-data-disabled:hover:bg-danger-hover',
        'danger-outline': 'border-line-strong bg-surface text-danger-text not-data-disabled:hover:bg-hover',
      },
      size: {
        small: 'h-7 px-2.5 text-sm touch:h-11 touch:px-4',
        medium: 'h-8 px-3 text-base touch:h-11 touch:px-4',
        large: 'h-10 px-4 text-base touch:h-12',
        icon: 'size-8 touch:size-11',
        'icon-small': 'size-7 touch:size-11',
      },
    },
    defaultVariants: { variant: 'outline', size: 'medium' },
  },
);
