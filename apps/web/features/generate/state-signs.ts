import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';

/** How a provider is, beside its word. */
export const stateSigns = {
  ready: { icon: CircleCheck, colour: 'text-approved' },
  degraded: { icon: TriangleAlert, colour: 'text-review' },
  unavailable: { icon: CircleX, colour: 'text-failed' },
} as const;
