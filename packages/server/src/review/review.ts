import { ForecourtError } from '@forecourt/errors';
import type { AuditAction, Decision } from '@forecourt/sdk/contract';
import { v7 } from 'uuid';
import { actorOf, appendAudit } from '../database/audit.ts';
import { and, desc, eq, isNull, sql } from '../database/drizzle.ts';
import { appendEvent } from '../database/events.ts';
import type { Transaction } from '../database/open.ts';
import { readPhoto } from '../database/photos.ts';
import { photos, reviews } from '../database/schema.ts';

export interface ReviewedPhoto {
  readonly dealershipId: string;
  readonly photoId: string;
}

/** A person, or a key that acts for one; of a host application's people only the name is known. */
export interface Reviewer {
  readonly name: string;
  readonly personId: string | null;
  readonly keyId?: string | undefined;
}

export interface NewDecision extends ReviewedPhoto {
  readonly decision: Decision;
  readonly reason?: string | undefined;
  /** Refuse if the photo has changed since the one who decides looked at it. */
  readonly expectedVersion?: number | undefined;
  readonly by: Reviewer;
}

/**
 * Records a decision on the cutout that is shown, changes the photo and tells it, all in the caller's transaction. Earlier decisions
 * stay as history.
 *
 * @throws NOT_FOUND, CHANGED_MEANWHILE, NOT_REVIEWABLE while there is no cutout or a new one is being made
 */
export async function decide(tx: Transaction, request: NewDecision) {
  const { dealershipId, photoId, decision, reason, by } = request;
  const photo = await lockPhoto(tx, request);
  if (request.expectedVersion !== undefined && request.expectedVersion !== photo.version) {
    throw new ForecourtError('CHANGED_MEANWHILE', 'The photo has changed since you saw it.', {
      details: { expectedVersion: request.expectedVersion, version: photo.version },
    });
  }
  if (photo.cutoutId === null || !isReviewable(photo.state)) {
    throw new ForecourtError('NOT_REVIEWABLE', `The photo is ${photo.state}: there is no cutout to decide on.`);
  }
  const reviewId = v7();
  await tx.insert(reviews).values({
    id: reviewId,
    dealershipId,
    photoId,
    cutoutId: photo.cutoutId,
    decision,
    reason: reason ?? null,
    byName: by.name,
    personId: by.personId,
  });
  await show(tx, request, decision === 'approve' ? 'approved' : 'rejected', reviewId);
  return await tell(tx, request, decision === 'approve' ? 'review.approved' : 'review.rejected', { ...(reason && { reason }) });
}

/**
 * Takes the decision that holds back: the photo is again as it was before it. The decision itself stays in the history, marked.
 *
 * @throws NOT_FOUND, NOT_REVIEWABLE if there is no decision to take back
 */
export async function undo(tx: Transaction, request: ReviewedPhoto & { readonly by: Reviewer }) {
  const { dealershipId, photoId, by } = request;
  const photo = await lockPhoto(tx, request);
  if (photo.reviewId === null || photo.cutoutId === null || !isReviewable(photo.state)) {
    throw new ForecourtError('NOT_REVIEWABLE', 'There is no decision on this cutout to take back.', {
      hint: 'Only the decision on the cutout that is shown can be taken back.',
    });
  }
  await tx
    .update(reviews)
    .set({ undoneAt: sql`now()`, undoneByName: by.name })
    .where(and(eq(reviews.dealershipId, dealershipId), eq(reviews.id, photo.reviewId)));
  // What held before is the latest decision on the same cutout that was never taken back.
  const [before] = await tx
    .select({ id: reviews.id, decision: reviews.decision })
    .from(reviews)
    .where(
      and(
        eq(reviews.dealershipId, dealershipId),
        eq(reviews.photoId, photoId),
        eq(reviews.cutoutId, photo.cutoutId),
        isNull(reviews.undoneAt),
      ),
    )
    .orderBy(desc(reviews.id))
    .limit(1);
  const state = before === undefined ? 'review' : before.decision === 'approve' ? 'approved' : 'rejected';
  await show(tx, request, state, before?.id ?? null);
  return await tell(tx, request, 'review.undone', { now: state });
}

/** States in which a cutout is shown and no new one is under way. */
function isReviewable(state: string): boolean {
  return state === 'review' || state === 'approved' || state === 'rejected';
}

/** Two who decide at once decide one after the other. */
async function lockPhoto(tx: Transaction, { dealershipId, photoId }: ReviewedPhoto) {
  const [photo] = await tx
    .select({ state: photos.state, version: photos.version, cutoutId: photos.cutoutId, reviewId: photos.reviewId })
    .from(photos)
    .where(and(eq(photos.dealershipId, dealershipId), eq(photos.id, photoId)))
    .for('update');
  if (!photo) throw new ForecourtError('NOT_FOUND', `There is no photo ${photoId}.`);
  return photo;
}

async function show(
  tx: Transaction,
  { dealershipId, photoId }: ReviewedPhoto,
  state: 'review' | 'approved' | 'rejected',
  reviewId: string | null,
): Promise<void> {
  await tx
    .update(photos)
    .set({ state, reviewId, version: sql`${photos.version} + 1`, updatedAt: sql`now()` })
    .where(and(eq(photos.dealershipId, dealershipId), eq(photos.id, photoId)));
}

async function tell(
  tx: Transaction,
  { dealershipId, photoId, by }: ReviewedPhoto & { readonly by: Reviewer },
  action: AuditAction,
  details: Readonly<Record<string, string>>,
) {
  const photo = await readPhoto(tx, dealershipId, photoId);
  const { name, vehicleId, cutout } = photo;
  await appendAudit(tx, {
    dealershipId,
    actor: actorOf({ kind: by.keyId === undefined ? 'person' : 'key', name: by.name, personId: by.personId ?? undefined, keyId: by.keyId }),
    action,
    target: { kind: 'photo', id: photoId },
    details: { name, vehicleId, ...(cutout && { cutout: cutout.asset.sha256 }), ...details },
  });
  await appendEvent(tx, dealershipId, 'photo.changed', photo);
  return photo;
}
