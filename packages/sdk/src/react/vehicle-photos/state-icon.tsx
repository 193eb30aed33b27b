/** One path for each kind of state, on a ground of 16 × 16: state is told by shape and word, never by colour alone. */
const paths = {
  waiting: 'M8 4v4l2.5 2M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z',
  working: 'M14 8a6 6 0 1 1-6-6',
  needsYou: 'M8 5v4m0 2.5v.01M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z',
  done: 'm5 8 2.2 2.2L11 6M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z',
  failed: 'm6 6 4 4m0-4-4 4M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z',
} as const;

const kinds: Readonly<Record<string, keyof typeof paths>> = {
  queued: 'waiting',
  waiting: 'waiting',
  paused: 'waiting',
  hashing: 'working',
  sending: 'working',
  finishing: 'working',
  working: 'working',
  review: 'needsYou',
  done: 'done',
  approved: 'done',
};

export function StateIcon({ state }: { readonly state: string }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d={paths[kinds[state] ?? 'failed']} />
    </svg>
  );
}
