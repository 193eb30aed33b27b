import { ramp } from '../defects/detector.ts';

/**
 * Logistic curve from the mask score, 0 to 1, to the probability that the mask's boundary IoU is at least 0.8. Fitted on the
 * development half of the labelled photos with simulated defects, each group weighted by the root of its size. There, half
 * of the masks were poor: where a provider is better than that, the curve is too careful.
 */
const intercept = -2.36;
const slope = 4.7;

/** As many samples of edge as a car has that fills a few percent of a small photo. */
const enoughSamples = 200;

/** Without the photo nothing tells whether the mask fits: as sure as a coin. */
export const confidenceWithoutPhoto = 0.5;

/** The photo's detectors tell simulated faults from good photos with an AUC above 0.94, but motion blur on photos that are moved already. */
export const photoConfidence = 0.9;

/**
 * The probability that the score is right about the mask: that one scored 50 or more is good, or one below is poor. Lowest in
 * the middle, where a person should look first.
 *
 * @param maskScore 0 to 100
 * @param usableSamples points of the cutout's edge that could be compared with the photo
 */
export function confidenceOf(maskScore: number, usableSamples: number): number {
  const good = 1 / (1 + Math.exp(-intercept - (slope * maskScore) / 100));
  const right = maskScore >= 50 ? good : 1 - good;
  const evidence = ramp(usableSamples, 0, enoughSamples);
  return Math.round(1000 * (confidenceWithoutPhoto + (right - confidenceWithoutPhoto) * evidence)) / 1000;
}
