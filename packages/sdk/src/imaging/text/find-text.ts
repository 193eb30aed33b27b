import { z } from 'zod';
import type { Area } from '../copy-area.ts';
import { lumaOnWhite } from '../on-white.ts';
import type { Picture } from '../operations/operation.ts';
import { parseOptions } from '../options.ts';
import { groundAround, widened } from './cover.ts';
import { groupIntoLines } from './lines-of-text.ts';
import { findMarks, leastContrast, type Mark } from './marks.ts';

export const findTextSchema = z.strictObject({
  /** Heights of characters as shares of the picture's shorter side. */
  leastHeight: z.number().min(0.002).max(1).default(0.012),
  mostHeight: z.number().min(0.01).max(1).default(0.15),
  /** Fewer marks in a row are no text. */
  leastCharacters: z.int().min(2).max(20).default(3),
  /** 0 to 1. Lower finds more, and takes more hatching and small parts for text. */
  leastConfidence: z.number().min(0).max(1).default(0.5),
});

/** A line of text. */
export interface TextRegion extends Area {
  /** Marks that look like characters. */
  readonly characters: number;
  /** 0 to 1: how much it looks like writing. */
  readonly confidence: number;
}

/**
 * Finds lines of printed or clearly written text, the topmost first: rows of separate marks of like height and even strokes.
 *
 * It does not read. Level text only (up to some 15 degrees); joined handwriting, single characters and text on busy ground are not found, and a
 * row of equal small parts can look like text.
 *
 * @throws ForecourtError `INVALID_INPUT`
 * @example
 * const [title] = findText(sketch);
 */
export function findText(picture: Picture, options: z.input<typeof findTextSchema> = {}): readonly TextRegion[] {
  const { leastHeight, mostHeight, leastCharacters, leastConfidence } = parseOptions(findTextSchema, options, 'finding text');
  const { widthPx, heightPx } = picture;
  const shorter = Math.min(widthPx, heightPx);
  const limits = { leastHeightPx: Math.max(6, leastHeight * shorter), mostHeightPx: Math.max(12, mostHeight * shorter) };
  const luma = lumaOnWhite(picture);
  const regions = ([-1, 1] as const).flatMap((sign) =>
    groupIntoLines(findMarks(luma, widthPx, heightPx, sign, limits))
      .filter((line) => line.length >= leastCharacters)
      .filter((line) => standsOut(picture, line, sign))
      .map((line) => ({ ...boxOf(line), characters: line.length, confidence: confidenceOf(line) })),
  );
  const likely = regions.filter(({ confidence }) => confidence >= leastConfidence);
  const kept = likely.filter((one) => !likely.some((other) => other !== one && hides(other, one)));
  return kept.sort((one, other) => one.topPx - other.topPx || one.leftPx - other.leftPx);
}

/** Whether marks differ from what is around all of them. The gaps between strokes do not: they are light between dark, and as light as the sheet. */
function standsOut(picture: Picture, line: readonly Mark[], sign: -1 | 1): boolean {
  const box = boxOf(line);
  const [red = 0, green = 0, blue = 0, alpha = 255] = groundAround(
    picture,
    widened(box, Math.max(3, Math.round(box.heightPx / 4)), picture),
  );
  const ground = ((77 * red + 150 * green + 29 * blue) / 256) * (alpha / 255) + 255 - alpha;
  const marks = line.reduce((sum, { luma }) => sum + luma, 0) / line.length;
  return sign * (marks - ground) > leastContrast;
}

function hides(other: TextRegion, one: TextRegion): boolean {
  const width = Math.min(one.leftPx + one.widthPx, other.leftPx + other.widthPx) - Math.max(one.leftPx, other.leftPx);
  const height = Math.min(one.topPx + one.heightPx, other.topPx + other.heightPx) - Math.max(one.topPx, other.topPx);
  if (width <= 0 || height <= 0 || width * height < 0.5 * one.widthPx * one.heightPx) return false;
  return other.characters > one.characters || (other.characters === one.characters && other.confidence > one.confidence);
}

function boxOf(line: readonly Mark[]): Area {
  const left = Math.min(...line.map(({ leftPx }) => leftPx));
  const top = Math.min(...line.map(({ topPx }) => topPx));
  const right = Math.max(...line.map(({ leftPx, widthPx }) => leftPx + widthPx));
  const bottom = Math.max(...line.map(({ topPx, heightPx }) => topPx + heightPx));
  return { leftPx: left, topPx: top, widthPx: right - left, heightPx: bottom - top };
}

/** Writing has characters of like thickness and height that differ in shape or in how much ink they have; hatching and dashes repeat one. */
function confidenceOf(line: readonly Mark[]): number {
  const shapes = line.map(({ widthPx, heightPx }) => widthPx / heightPx).sort((one, other) => one - other);
  const shape = shapes[shapes.length >> 1] ?? 1;
  const strokes = deviationShare(line.map(({ strokePx }) => strokePx));
  const heights = deviationShare(line.map(({ heightPx }) => heightPx));
  const isHatching = shape < 0.3 || shape > 1.9 ? 0.35 : 1;
  const isRepeated = line.length > 3 && deviationShare(shapes) < 0.06 && deviationShare(line.map(({ filled }) => filled)) < 0.06 ? 0.4 : 1;
  const enough = Math.min(1, 0.55 + 0.12 * line.length);
  return isHatching * isRepeated * enough * Math.max(0, 1 - strokes) * Math.max(0, 1 - heights / 1.5);
}

function deviationShare(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return mean === 0 ? 0 : Math.sqrt(squares) / mean;
}
