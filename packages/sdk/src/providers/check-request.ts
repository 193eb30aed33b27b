import { ForecourtError } from '@forecourt/errors';
import type { z } from 'zod';
import {
  type Abilities,
  type Offer,
  type Operation,
  type Parameter,
  type PictureParameters,
  pictureParametersSchema,
} from '../contract/index.ts';

/** A request for pictures with its defaults filled in: equal requests are equal here, key by key. */
export type NormalisedPictures = z.output<typeof pictureParametersSchema>;

/** What of a request an offer may be unable to do: every request of a provider is one. */
export interface AskedFor {
  readonly model?: string | undefined;
  readonly prompt?: string | undefined;
  readonly negativePrompt?: string | undefined;
  readonly size?: { readonly widthPx: number; readonly heightPx: number } | undefined;
  readonly count?: number | undefined;
  readonly quality?: string | number | undefined;
  readonly transparent?: boolean | undefined;
  readonly strength?: number | undefined;
  readonly steps?: number | undefined;
  readonly guidance?: number | undefined;
  readonly seed?: number | undefined;
  readonly format?: string | undefined;
  readonly background?: string | undefined;
  readonly careful?: boolean | undefined;
  readonly images?: readonly unknown[] | undefined;
  readonly mask?: unknown;
}

/** One thing that a model does not do, and what it does instead. */
export interface Refusal {
  /** The field of the request. */
  readonly field: keyof AskedFor;
  readonly message: string;
  /** What would be taken: numbers, names, sizes. */
  readonly can: unknown;
}

/**
 * The offer that is meant by an operation and a model; without a model the first one that has not retired.
 *
 * @throws OPERATION_UNSUPPORTED, MODEL_UNKNOWN
 */
export function offerFor(abilities: Abilities, operation: Operation, model?: string, now = Date.now()): Offer {
  const offers = abilities.offers.filter((offer) => offer.operation === operation);
  const [first] = offers;
  if (!first) throw new ForecourtError('OPERATION_UNSUPPORTED', `${abilities.provider} does not offer ${operation}.`);
  if (model === undefined) return offers.find((offer) => !isRetired(offer, now)) ?? first;
  const offer = offers.find((candidate) => candidate.model === model);
  if (offer) return offer;
  const models = offers.filter((candidate) => !isRetired(candidate, now)).map((candidate) => candidate.model);
  throw new ForecourtError('MODEL_UNKNOWN', `${abilities.provider} has no model ${model} for ${operation}.`, {
    hint: `Its models are: ${models.join(', ')}.`,
    details: { provider: abilities.provider, operation, model, models },
  });
}

/** Whether a model answers no more. */
export function isRetired({ retiresOn }: Offer, now = Date.now()): boolean {
  return retiresOn !== null && Date.parse(retiresOn) <= now;
}

/** Everything in a request that the model of this offer does not do; nothing where it can do it. */
export function refusals(offer: Offer, request: AskedFor): readonly Refusal[] {
  return [...unknownParameters(offer, request), ...valuesOutside(offer, request), ...tooMuch(offer, request)];
}

/**
 * Checks a request before it costs anything.
 *
 * @throws MODEL_RETIRED; PARAMETER_UNSUPPORTED with every field that is refused and what can be done instead
 */
export function checkRequest(offer: Offer, request: AskedFor, now = Date.now()): void {
  const { model, operation, retiresOn, replacedBy } = offer;
  if (isRetired(offer, now)) {
    throw new ForecourtError('MODEL_RETIRED', `${model} was switched off on ${retiresOn}.`, {
      ...(replacedBy !== null && { hint: `Choose ${replacedBy}, which took its place.` }),
      details: { model, operation, retiresOn, replacedBy },
    });
  }
  const refused = refusals(offer, request);
  if (refused.length === 0) return;
  throw new ForecourtError('PARAMETER_UNSUPPORTED', `${model} cannot do this: ${refused.map(({ message }) => message).join('; ')}.`, {
    details: { model, operation, refused, can: abilityOf(offer) },
  });
}

/**
 * A request for pictures with its defaults and those of its offer, checked against it. The same parameters give the same object, key by key.
 *
 * @throws INVALID_INPUT, and what {@link checkRequest} throws
 */
export function checkPictures(
  offer: Offer,
  request: PictureParameters & { readonly model?: string | undefined; readonly images?: readonly unknown[]; readonly mask?: unknown },
  now = Date.now(),
): NormalisedPictures {
  const { model, images, mask, ...parameters } = request;
  const present = Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));
  const parsed = pictureParametersSchema.safeParse(present);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const text = `${issue?.path.join('.') || 'The request'}: ${issue?.message ?? 'it is not as it should be'}`;
    throw new ForecourtError('INVALID_INPUT', text, { details: { issues: parsed.error.issues }, cause: parsed.error });
  }
  checkRequest(offer, { ...parsed.data, images, mask }, now);
  return { ...offer.defaults, ...parsed.data };
}

const switches = [
  'negativePrompt',
  'strength',
  'steps',
  'guidance',
  'seed',
  'size',
  'quality',
  'transparent',
  'mask',
  'background',
  'careful',
] as const satisfies readonly Parameter[];

function* unknownParameters({ parameters }: Offer, request: AskedFor): Iterable<Refusal> {
  for (const field of switches) {
    const value = request[field];
    // What is not wanted needs no ability.
    if (value === undefined || value === false || parameters.includes(field)) continue;
    yield { field, message: `it takes no ${field}`, can: parameters };
  }
}

function* valuesOutside(offer: Offer, request: AskedFor): Iterable<Refusal> {
  const { parameters, ranges, qualities, outputFormats } = offer;
  for (const field of ['strength', 'steps', 'guidance'] as const) {
    const value = request[field];
    const range = ranges[field];
    if (value === undefined || !range || !parameters.includes(field) || (value >= range.least && value <= range.most)) continue;
    yield { field, message: `${field} goes from ${range.least} to ${range.most}`, can: range };
  }
  const { quality, format, size, transparent } = request;
  if (typeof quality === 'string' && parameters.includes('quality') && !qualities.includes(quality)) {
    yield { field: 'quality', message: `quality is one of ${qualities.join(', ')}`, can: qualities };
  }
  if (format !== undefined && outputFormats.length > 0 && !outputFormats.includes(format)) {
    yield { field: 'format', message: `it gives ${outputFormats.join(', ')}`, can: outputFormats };
  } else if (format === 'jpeg' && transparent === true && parameters.includes('transparent')) {
    yield { field: 'format', message: 'JPEG has no transparency', can: outputFormats.filter((other) => other !== 'jpeg') };
  }
  if (size && parameters.includes('size') && !sizeFits(offer, size)) {
    yield { field: 'size', message: `it makes no ${size.widthPx} × ${size.heightPx} px`, can: offer.sizes };
  }
}

function* tooMuch({ limits, operation }: Offer, { count, prompt, images }: AskedFor): Iterable<Refusal> {
  if (count !== undefined && count > (limits.count ?? Number.POSITIVE_INFINITY)) {
    yield { field: 'count', message: `it makes at most ${limits.count} at once`, can: { most: limits.count } };
  }
  if (prompt !== undefined && prompt.length > (limits.promptCharacters ?? Number.POSITIVE_INFINITY)) {
    yield { field: 'prompt', message: `it reads at most ${limits.promptCharacters} characters`, can: { most: limits.promptCharacters } };
  }
  const pictures = images?.length ?? 0;
  if (pictures > (operation === 'generateImage' ? 0 : (limits.inputPictures ?? Number.POSITIVE_INFINITY))) {
    yield { field: 'images', message: `it takes at most ${limits.inputPictures ?? 0} pictures`, can: { most: limits.inputPictures ?? 0 } };
  }
}

/** Whether a size can be asked for. */
export function sizeFits({ sizes }: Offer, { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number }): boolean {
  if (sizes === undefined || sizes.kind === 'as-input') return false;
  if (sizes.kind === 'list') return sizes.list.some((size) => size.widthPx === widthPx && size.heightPx === heightPx);
  const {
    leastPx,
    mostPx,
    multipleOf,
    leastPixels = 0,
    mostPixels = Number.POSITIVE_INFINITY,
    mostAspect = Number.POSITIVE_INFINITY,
  } = sizes;
  const sides = [widthPx, heightPx];
  const pixels = widthPx * heightPx;
  return (
    sides.every((side) => side >= leastPx && side <= mostPx && side % multipleOf === 0) &&
    pixels >= leastPixels &&
    pixels <= mostPixels &&
    Math.max(...sides) <= mostAspect * Math.min(...sides)
  );
}

function abilityOf({ parameters, ranges, sizes, qualities, outputFormats, limits }: Offer): Record<string, unknown> {
  return { parameters, ranges, sizes, qualities, outputFormats, limits };
}
