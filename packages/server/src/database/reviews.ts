import { ForecourtError } from '@forecourt/errors';
import type { Decision, PhotoState } from '@forecourt/sdk/contract';
import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { v7 as newId } from 'uuid';
import type { Transaction } from './orm.ts';
import { lockOnlyPhoto, touched } from './photo-changes.ts';
import { photos, reviews } from './schema.ts';

export interface NewReview {
  readonly decision: Decision;
  readonly reason?: string | undefined;
  readonly byName: string;
  readonly personId?: string | undefined;
  /** Refuse if the photo has changed since this version. */
  readonly expectedVersion?: number | undefined;
}

const stateAfter = { approve: 'approved', reject: 'rejected' } as const satisfies Record<Decision, PhotoState>;
const reviewable: readonly PhotoState[] = ['review', 'approved', 'rejected'];

/** Decides about the cutout that a photo has now; a decision before it stays in the history. @throws NOT_FOUND, CHANGED_MEANWHILE, NOT_REVIEWABLE */
export async function addReview(tx: Transaction, dealershipId: string, photoId: string, review: NewReview): Promise<void> {
  const photo = await lockOnlyPhoto(tx, dealershipId, photoId, review.expectedVersion);
  if (photo.cutoutId === null || !reviewable.includes(photo.state)) {
    throw new ForecourtError('NOT_REVIEWABLE', 'The photo has no finished cutout to decide about.', { details: { state: photo.state } });
  }
  const id = newId();
  const { decision, reason = null, byName, personId = null } = review;
  await tx.insert(reviews).values({ id, dealershipId, photoId, cutoutId: photo.cutoutId, decision, reason, byName, personId });
  await setReview(tx, dealershipId, photoId, { id, decision });
}

/** Takes the decision that holds back; the one before it on the same cutout holds again. @throws NOT_FOUND, NOT_REVIEWABLE if there is none */
export async function undoReview(
  tx: Transaction,
  dealershipId: string,
  photoId: string,
  { byName }: { readonly byName: string },
): Promise<void> {
  const photo = await lockOnlyPhoto(tx, dealershipId, photoId);
  if (photo.reviewId === null || photo.cutoutId === null || !reviewable.includes(photo.state)) {
    throw new ForecourtError('NOT_REVIEWABLE', 'There is no decision to take back.', {
      hint: 'Look at the photo again; somebody may have taken it back already.',
      details: { state: photo.state },
    });
  }
  await tx
    .update(reviews)
    .set({ undoneAt: sql`now()`, undoneByName: byName })
    .where(and(eq(reviews.dealershipId, dealershipId), eq(reviews.id, photo.reviewId)));
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
  await setReview(tx, dealershipId, photoId, before);
}

async function setReview(
  tx: Transaction,
  dealershipId: string,
  photoId: string,
  review: { readonly id: string; readonly decision: Decision } | undefined,
): Promise<void> {
  await tx
    .update(photos)
    .set({ reviewId: review?.id ?? null, state: review ? stateAfter[review.decision] : 'review', ...touched })
    .where(and(eq(photos.dealershipId, dealershipId), eq(photos.id, photoId)));
}
