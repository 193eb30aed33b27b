import type { Angle } from '@forecourt/sdk/contract';

/** Own drawings of a car, one for each kind of view; seen from the left, and mirrored for the right. */
const side = (
  <>
    <path d="M8 60c-1-8 2-12 9-14l19-4 14-13c3-2.5 6-4 11-4h20c5 0 9 1.5 12 4.5L105 42l8 3c4 1.5 5 4 5 8v6c0 3-1 4-4 4h-5" />
    <path d="M8 60c0 2.5 1 3 4 3h5m24 0h44" />
    <path d="M45 42l10-10c2-2 4-2.5 7-2.5h8V42zM74 29.5h7c4 0 6 1 8.5 3.5L98 42H74z" />
    <circle cx="29" cy="63" r="9" />
    <circle cx="29" cy="63" r="4" />
    <circle cx="97" cy="63" r="9" />
    <circle cx="97" cy="63" r="4" />
    <path d="M9 52h6" />
  </>
);

const front = (
  <>
    <path d="M32 44l8-15c1.5-2.5 3-3.5 6-3.5h28c3 0 4.5 1 6 3.5l8 15" />
    <path d="M32 44c-4 1.5-6 4-6 8v14c0 2 1 3 3 3h8c2 0 3-1 3-3v-2h40v2c0 2 1 3 3 3h8c2 0 3-1 3-3V52c0-4-2-6.5-6-8" />
    <path d="M38 43l6-11c1-1.5 1.5-2 3.5-2h25c2 0 2.5.5 3.5 2l6 11z" />
    <path d="M31 50h10l3 5H33zM89 50H79l-3 5h11zM48 53h24v6H48z" />
    <path d="M31 42l-6-1.5v4zM89 42l6-1.5v4z" />
  </>
);

const rear = (
  <>
    <path d="M32 44l8-15c1.5-2.5 3-3.5 6-3.5h28c3 0 4.5 1 6 3.5l8 15" />
    <path d="M32 44c-4 1.5-6 4-6 8v14c0 2 1 3 3 3h8c2 0 3-1 3-3v-2h40v2c0 2 1 3 3 3h8c2 0 3-1 3-3V52c0-4-2-6.5-6-8" />
    <path d="M41 40l4-8c1-1.5 1.5-2 3.5-2h23c2 0 2.5.5 3.5 2l4 8z" />
    <path d="M30 47h12v6H29zM90 47H78v6h13zM50 48h20v7H50z" />
    <path d="M40 60h40" />
  </>
);

const frontCorner = (
  <>
    <path d="M14 58V50c0-4 2-6 6-7l14-4 14-11c3-2 6-3 11-3h20c5 0 9 1 12 3.5L104 40l6 3c4 2 5 4 5 8v6c0 3-1 4-4 4h-4" />
    <path d="M14 58c0 4 1 6 4 7l14 3m28 0l27-4" />
    <path d="M41 40l12-9.5c2-1.5 4-2 7-2h5L60 41zM65 28.5h13c4 0 6 .5 9 3L97 40l-37 1" />
    <path d="M34 39l-7 6c8 0 18 0 22-1l11-3M49 44c3 3 4 8 4 14" />
    <path d="M16 48l10 2-2 5-9-2zM16 59l20 3" />
    <ellipse cx="51" cy="66" rx="7.5" ry="9" />
    <ellipse cx="51" cy="66" rx="3" ry="4" />
    <ellipse cx="98" cy="61" rx="6.5" ry="8.5" />
    <ellipse cx="98" cy="61" rx="2.5" ry="3.5" />
  </>
);

const rearCorner = (
  <>
    <path d="M106 58V48c0-4-1-6-4-8l-6-4-12-9c-3-2-6-3-11-3H53c-5 0-8 1-11 3L27 39l-12 4c-4 1.5-5 4-5 8v6c0 3 1 4 4 4h3" />
    <path d="M106 58c0 4-1 6-4 7l-14 3m-27 0l-27-3" />
    <path d="M76 28c3 2 7 6 10 11l16-1-9-8c-3-2-5-3-9-3zM70 27.5H56c-4 0-6 1-9 3L35 40l41-1z" />
    <path d="M86 39c-3 3-5 8-5 16M90 44h12v7l-12 1zM84 60l20-2" />
    <ellipse cx="71" cy="66" rx="7.5" ry="9" />
    <ellipse cx="71" cy="66" rx="3" ry="4" />
    <ellipse cx="24" cy="61" rx="6.5" ry="8.5" />
    <ellipse cx="24" cy="61" rx="2.5" ry="3.5" />
  </>
);

const interior = (
  <>
    <path d="M12 40c14-7 30-10 48-10s34 3 48 10v10c-14-4-28-6-48-6s-34 2-48 6z" />
    <circle cx="38" cy="54" r="15" />
    <path d="M24 52c8-2 20-2 28 0M38 57v12" />
    <circle cx="38" cy="54" r="4" />
    <path d="M62 46h20v13H62zM66 63h12M90 46l14 3v6l-14-2zM62 69h24" />
  </>
);

const detail = (
  <>
    <circle cx="60" cy="47" r="25" />
    <circle cx="60" cy="47" r="18" />
    <circle cx="60" cy="47" r="4" />
    <path d="M60 43V29M56.2 45.8L43 41.5M57.6 50.2l-8.2 11.3M62.4 50.2l8.2 11.3M63.8 45.8L77 41.5" />
  </>
);

const drawings: Readonly<Record<Angle, { readonly lines: React.ReactNode; readonly isMirrored: boolean }>> = {
  left: { lines: side, isMirrored: false },
  right: { lines: side, isMirrored: true },
  front: { lines: front, isMirrored: false },
  rear: { lines: rear, isMirrored: false },
  'front-left': { lines: frontCorner, isMirrored: false },
  'front-right': { lines: frontCorner, isMirrored: true },
  'rear-left': { lines: rearCorner, isMirrored: false },
  'rear-right': { lines: rearCorner, isMirrored: true },
  interior: { lines: interior, isMirrored: false },
  detail: { lines: detail, isMirrored: false },
};

/** A line drawing of a car from an angle: what a photo of this place should show. */
export function AngleOutline({ angle, className }: { readonly angle: Angle; readonly className?: string }) {
  const { lines, isMirrored } = drawings[angle];
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 120 90"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={className}
    >
      <g transform={isMirrored ? 'translate(120 0) scale(-1 1)' : undefined}>{lines}</g>
    </svg>
  );
}
