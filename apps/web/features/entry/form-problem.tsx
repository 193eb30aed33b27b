import { OctagonAlert } from 'lucide-react';
import type { Told } from '@/components/state/problem.tsx';

/** Why a form was refused, above its boxes. */
export function FormProblem({ told }: { readonly told: Told }) {
  return (
    <div role="alert" className="flex gap-2.5 rounded-md bg-failed-soft px-3 py-2.5 text-sm">
      <OctagonAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-failed" />
      <div>
        <p className="font-medium text-failed">{told.message}</p>
        <p className="text-ink">{told.hint}</p>
      </div>
    </div>
  );
}
