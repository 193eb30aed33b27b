import type { ReactNode } from 'react';

/** Something to know about what stands below: an icon, what it is, and what to do. */
export function Note({ icon, title, children }: { readonly icon: ReactNode; readonly title: string; readonly children: ReactNode }) {
  return (
    <div
      role="status"
      className="mt-4 flex gap-3 rounded-md border border-line bg-surface p-4 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0"
    >
      {icon}
      <div className="min-w-0">
        <p className="font-medium">{title}</p>
        <div className="mt-0.5 text-sm text-quiet">{children}</div>
      </div>
    </div>
  );
}
