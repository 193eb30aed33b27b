/**
 * A part of the mask this large, against the largest, is rather half a car behind a pole, or a second car, than a speck of
 * background.
 */
export const ownPartShare = 0.12;
