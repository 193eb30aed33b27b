import type { Decision } from '@forecourt/sdk/contract';

/** What happened to a picture in this session of reviewing. */
export type Outcome = Decision | 'redo' | 'elsewhere';

/**
 * One session at the light table: the pictures in the order in which they came, and what was decided. The order never
 * changes under somebody's eyes; what arrives later is put behind.
 */
export interface Session {
  readonly ids: readonly string[];
  readonly current: string | null;
  readonly outcomes: Readonly<Record<string, Outcome>>;
  /** Decisions of this session, oldest first: what undo takes back. */
  readonly history: readonly string[];
}

export type Step =
  | { readonly type: 'arrived'; readonly ids: readonly string[] }
  | { readonly type: 'decided'; readonly id: string; readonly outcome: Decision | 'redo' }
  /** The decision was taken back, then the picture comes in front; or the server refused it, then nobody's eye is moved. */
  | { readonly type: 'reopened'; readonly id: string; readonly isInFront: boolean }
  /** Somebody else decided it, or it was deleted. */
  | { readonly type: 'left'; readonly id: string }
  | { readonly type: 'moved'; readonly by: 1 | -1 }
  | { readonly type: 'chosen'; readonly id: string };

export const emptySession: Session = { ids: [], current: null, outcomes: {}, history: [] };

/** The session after a step; a pure function, so that every way through a review can be tested. */
export function nextSession(session: Session, step: Step): Session {
  switch (step.type) {
    case 'arrived':
      return arrived(session, step.ids);
    case 'decided': {
      const outcomes = { ...session.outcomes, [step.id]: step.outcome };
      const history = step.outcome === 'redo' ? session.history : [...session.history.filter((id) => id !== step.id), step.id];
      const decided = { ...session, outcomes, history };
      return session.current === step.id ? { ...decided, current: nextOpen(decided, step.id) ?? session.current } : decided;
    }
    case 'reopened': {
      const { [step.id]: _taken, ...outcomes } = session.outcomes;
      if (!session.ids.includes(step.id)) return session;
      const history = session.history.filter((id) => id !== step.id);
      return { ...session, outcomes, history, current: step.isInFront ? step.id : session.current };
    }
    case 'left': {
      if (!session.ids.includes(step.id) || session.outcomes[step.id] !== undefined) return session;
      const left = { ...session, outcomes: { ...session.outcomes, [step.id]: 'elsewhere' as const } };
      return session.current === step.id ? { ...left, current: nextOpen(left, step.id) ?? session.current } : left;
    }
    case 'moved': {
      const place = session.ids.indexOf(session.current ?? '') + step.by;
      return { ...session, current: session.ids[place] ?? session.current };
    }
    case 'chosen':
      return session.ids.includes(step.id) ? { ...session, current: step.id } : session;
  }
}

function arrived(session: Session, ids: readonly string[]): Session {
  const fresh = ids.filter((id) => !session.ids.includes(id));
  // A picture that was sent back with more care and returns is open again.
  const returned = ids.filter((id) => session.outcomes[id] === 'redo' || session.outcomes[id] === 'elsewhere');
  if (fresh.length === 0 && returned.length === 0) return session;
  const outcomes = Object.fromEntries(Object.entries(session.outcomes).filter(([id]) => !returned.includes(id)));
  const grown = { ...session, ids: [...session.ids, ...fresh], outcomes };
  const isAtEnd = session.current === null || session.outcomes[session.current] !== undefined;
  return isAtEnd ? { ...grown, current: nextOpen(grown, session.current) ?? grown.ids[0] ?? null } : grown;
}

/** The next picture without a decision: first behind the given one, then from the start. */
function nextOpen(session: Session, from: string | null): string | null {
  const place = session.ids.indexOf(from ?? '');
  const turned = [...session.ids.slice(place + 1), ...session.ids.slice(0, Math.max(0, place + 1))];
  return turned.find((id) => session.outcomes[id] === undefined) ?? null;
}

export interface SessionProgress {
  readonly total: number;
  readonly place: number;
  readonly open: number;
  readonly isFinished: boolean;
  readonly approved: number;
  readonly rejected: number;
}

/** "7 of 20", and what was decided. */
export function sessionProgress(session: Session): SessionProgress {
  const outcomes = session.ids.map((id) => session.outcomes[id]);
  const open = outcomes.filter((outcome) => outcome === undefined).length;
  return {
    total: session.ids.length,
    place: session.ids.indexOf(session.current ?? '') + 1,
    open,
    isFinished: session.ids.length > 0 && open === 0,
    approved: outcomes.filter((outcome) => outcome === 'approve').length,
    rejected: outcomes.filter((outcome) => outcome === 'reject').length,
  };
}

/** Pictures to fetch now so that they are there when asked for: the next two that are open, and the one before. */
export function nearby(session: Session): readonly string[] {
  const first = nextOpen(session, session.current);
  const second = first === null ? null : nextOpen({ ...session, outcomes: { ...session.outcomes, [first]: 'elsewhere' } }, first);
  const place = session.ids.indexOf(session.current ?? '');
  const around = [first, second, session.ids[place + 1], session.ids[place - 1]];
  return [...new Set(around.filter((id) => id !== null && id !== undefined && id !== session.current))].filter(
    (id) => typeof id === 'string',
  );
}
