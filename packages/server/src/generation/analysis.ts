import { angleSchema, type PhotoFindings, photoFindingsSchema } from '@forecourt/sdk/contract';

/** What is asked about a photo. */
export const analysisPrompt = [
  'You look at one photo for a car dealer. Say only what is to be seen.',
  'isCar: whether the main subject is a car, van, truck or motorcycle, from outside or inside.',
  `angle: from where the vehicle is seen, one of ${angleSchema.options.join(', ')}; left and right are those of a driver who sits in it; null if it cannot be told.`,
  'colour: the colour of the paint in one or two plain English words; null where no paint is to be seen.',
  'damage: each scratch, dent, rust, crack, missing part or dirt, with its place on the vehicle in plain words, and how bad it is; reflections and shadows are no damage.',
  'plate: where the number plate is, as shares of width and height of the photo from its left upper corner; null where none is to be seen.',
].join('\n');

export const analysisSchema = photoFindingsSchema;

/** What does not go together is put right: a plate has two sides, and what is no car has none. */
export function soundFindings(findings: PhotoFindings): PhotoFindings {
  const { plate } = findings;
  const isPlate = plate !== null && plate.left < plate.right && plate.top < plate.bottom;
  return { ...findings, plate: findings.isCar && isPlate ? plate : null, angle: findings.isCar ? findings.angle : null };
}
