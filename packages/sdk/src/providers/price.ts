import { ForecourtError } from '@forecourt/errors';
import type { z } from 'zod';
import type { Microdollars, Offer, Price, Used } from '../contract/index.ts';
import { answerSchema } from './answer-schema.ts';

/** What of a request has a say in its price: every request of a provider is one. */
export interface PricedRequest {
  readonly prompt?: string | undefined;
  readonly negativePrompt?: string | undefined;
  readonly count?: number | undefined;
  /** A word of the model; the number that a cutout is encoded with has no price. */
  readonly quality?: string | number | undefined;
  readonly size?: { readonly widthPx: number; readonly heightPx: number } | undefined;
  readonly images?: readonly unknown[] | undefined;
  readonly mask?: unknown;
  readonly schema?: z.ZodType | undefined;
}

/** What a call will cost: at most, which is what has to be there to make it, and as a rule, which is what people are shown. */
export interface Estimate {
  readonly most: Microdollars;
  readonly usual: Microdollars;
}

/** What services add around a prompt: their own words, roles and names of fields. Generous, for it counts only for `most`. */
const wrappingTokens = 300;
/** English has about four letters a token; a token is never less than a byte, which is the bound. */
const lettersPerToken = 4;
const utf8 = new TextEncoder();

/**
 * What a call can cost at most and will cost as a rule, from its offer and its request alone.
 *
 * @returns null where the price is not known, or where nothing bounds it: such a call is not made
 * @example
 * const { most } = estimate(offer, { prompt: 'a red car on a mountain road', quality: 'low' }) ?? { most: Infinity };
 */
export function estimate(offer: Offer, asked: PricedRequest): Estimate | null {
  const { price } = offer;
  const request = withDefaults(offer, asked);
  if (price === null) return null;
  const count = request.count ?? 1;
  switch (price.per) {
    case 'call':
      return same(price.usd * 1e6);
    case 'image':
      return same(dearestImageUsd(price, request) * 1e6 * count);
    case 'megapixel': {
      const megapixels = mostMegapixels(offer, request);
      return megapixels === null ? null : same(price.usd * 1e6 * megapixels * count);
    }
    case 'second':
      return {
        most: wholeMicrodollars(price.usd * 1e6 * price.mostSeconds),
        usual: wholeMicrodollars(price.usd * 1e6 * Math.min(price.mostSeconds, offer.expectedMs / 1000)),
      };
    case 'token':
      return estimateTokens(price, request, count);
  }
}

/**
 * What a call did cost, from what the provider said that it used.
 *
 * @throws PRICE_UNKNOWN where the provider did not say what its price counts: it is never taken for nothing
 */
export function costOf(price: Price, used: Used, request: PricedRequest = {}): Microdollars {
  switch (price.per) {
    case 'call':
      return wholeMicrodollars(price.usd * 1e6);
    case 'image':
      return wholeMicrodollars(dearestImageUsd(price, request) * 1e6 * said(used.images, 'images'));
    case 'megapixel':
      return wholeMicrodollars(price.usd * 1e6 * said(used.megapixels, 'megapixels'));
    case 'second':
      return wholeMicrodollars(price.usd * 1e6 * said(used.seconds, 'seconds'));
    case 'token':
      return tokenCost(price, said(used.inputTextTokens, 'tokens'), used.inputImageTokens ?? 0, said(used.outputTokens, 'tokens'));
  }
}

/**
 * What to book for a call that was made: its cost, or the most that it can have cost where the provider did not say.
 *
 * @throws PRICE_UNKNOWN for an offer without a price
 */
export function bookedCost(
  offer: Offer,
  used: Used,
  request: PricedRequest,
): { readonly cost: Microdollars; readonly isEstimate: boolean } {
  const estimated = estimate(offer, request);
  if (offer.price === null || estimated === null) throw unknownPrice(offer);
  try {
    return { cost: costOf(offer.price, used, withDefaults(offer, request)), isEstimate: false };
  } catch (error) {
    if (!ForecourtError.is(error) || error.code !== 'PRICE_UNKNOWN') throw error;
    return { cost: estimated.most, isEstimate: true };
  }
}

/** The error for a model that would be used at a price that nobody knows. */
export function unknownPrice({ model, operation }: Offer): ForecourtError {
  return new ForecourtError('PRICE_UNKNOWN', `Nobody knows what ${operation} by ${model} costs.`, { details: { model, operation } });
}

function withDefaults({ defaults }: Offer, request: PricedRequest): PricedRequest {
  return { ...request, quality: request.quality ?? defaults.quality, size: request.size ?? defaults.size };
}

type PriceOf<Per extends Price['per']> = Extract<Price, { per: Per }>;

/** What a request leaves open the provider decides, so the dearest is reckoned. */
function dearestImageUsd(price: PriceOf<'image'>, request: PricedRequest): number {
  return dearest(price.kinds, request, ({ usd }) => usd) ?? Math.max(price.usd, ...price.kinds.map(({ usd }) => usd));
}

function estimateTokens(price: PriceOf<'token'>, request: PricedRequest, count: number): Estimate {
  const output =
    dearest(price.outputTokens, request, ({ tokens }) => tokens) ?? Math.max(...price.outputTokens.map(({ tokens }) => tokens));
  const pictures = ((request.images?.length ?? 0) + (request.mask === undefined ? 0 : 1)) * price.inputTokensOfPicture;
  const texts = [
    request.prompt ?? '',
    request.negativePrompt ?? '',
    request.schema ? JSON.stringify(answerSchema(request.schema).schema) : '',
  ];
  const letters = texts.reduce((sum, text) => sum + text.length, 0);
  const bytes = texts.reduce((sum, text) => sum + utf8.encode(text).byteLength, 0);
  // Services that make several pictures of one prompt count its tokens for each of them (community.openai.com/t/1381388).
  return {
    most: tokenCost(price, (bytes + wrappingTokens) * count, pictures * count, output * count),
    usual: tokenCost(price, Math.ceil(letters / lettersPerToken), pictures, Math.min(output, price.usualOutputTokens ?? output) * count),
  };
}

/** A million tokens cost so many dollars: one costs so many microdollars. */
function tokenCost(price: PriceOf<'token'>, text: number, pictures: number, output: number): Microdollars {
  return wholeMicrodollars(
    text * price.inputTextUsdPerMillion + pictures * price.inputImageUsdPerMillion + output * price.outputUsdPerMillion,
  );
}

interface Kind {
  readonly quality?: string | undefined;
  readonly widthPx?: number | undefined;
  readonly heightPx?: number | undefined;
}

/** The first kind that is surely the one; or the dearest of those that it may be, where the request leaves something open. */
function dearest<K extends Kind>(kinds: readonly K[], request: PricedRequest, worth: (kind: K) => number): number | undefined {
  const { quality, size } = request;
  let most: number | undefined;
  for (const kind of kinds) {
    const open = (kind.quality !== undefined && quality === undefined) || (kind.widthPx !== undefined && size === undefined);
    const fits =
      (kind.quality === undefined || quality === undefined || kind.quality === quality) &&
      (size === undefined ||
        ((kind.widthPx === undefined || kind.widthPx === size.widthPx) &&
          (kind.heightPx === undefined || kind.heightPx === size.heightPx)));
    if (!fits) continue;
    most = Math.max(most ?? 0, worth(kind));
    if (!open) return most;
  }
  return undefined;
}

function mostMegapixels({ sizes, limits }: Offer, { size }: PricedRequest): number | null {
  if (size) return (size.widthPx * size.heightPx) / 1e6;
  if (sizes?.kind === 'list') return Math.max(...sizes.list.map(({ widthPx, heightPx }) => widthPx * heightPx)) / 1e6;
  if (sizes?.kind === 'range') return (sizes.mostPixels ?? sizes.mostPx ** 2) / 1e6;
  return limits.pixels === undefined ? null : limits.pixels / 1e6;
}

/** Rounded up; what floating point adds in the last digits is no millionth of a dollar. */
function wholeMicrodollars(microdollars: number): Microdollars {
  return Math.ceil(microdollars * (1 - 1e-12));
}

function same(microdollars: number): Estimate {
  const whole = wholeMicrodollars(microdollars);
  return { most: whole, usual: whole };
}

function said(value: number | undefined, unit: string): number {
  if (value !== undefined) return value;
  throw new ForecourtError('PRICE_UNKNOWN', `The provider did not say how many ${unit} it used.`);
}
