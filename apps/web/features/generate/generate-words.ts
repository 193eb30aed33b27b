import type { Generation, GenerationAttempt, GenerationOffer, Offer, Parameter } from '@forecourt/sdk/contract';

/** `$0.04`; small ones with as many digits as say something; nothing is `free`. */
export function dollars(usd: number, locale?: string): string {
  if (usd === 0) return 'free';
  const digits = usd < 0.01 ? 4 : usd < 1 ? 3 : 2;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  }).format(Math.max(usd, 0.0001));
}

/** `about 12 s`, `about 2 min`. */
export function aboutTime(ms: number): string {
  return `about ${time(ms)}`;
}

/** `12 s`, `1.4 s`, `2 min`. */
export function time(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 1) return '1 s';
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

/** What a request to this model costs, for a line: `$0.04, at most $0.06`. */
export function priceOf({ usualUsd, mostUsd }: Pick<GenerationOffer, 'usualUsd' | 'mostUsd'>, locale?: string): string {
  if (usualUsd === null || mostUsd === null) return 'Price not known';
  const usual = dollars(usualUsd, locale);
  const most = dollars(mostUsd, locale);
  return usual === most ? usual : `${usual}, at most ${most}`;
}

export const stateWords = {
  ready: 'Ready',
  degraded: 'Not quite well',
  unavailable: 'Not available',
} as const satisfies Record<GenerationOffer['state'], string>;

/** As people call a provider; what is not known is called by its own name. */
export function providerTitle(provider: string): string {
  return providerTitles[provider] ?? provider;
}

const providerTitles: Readonly<Record<string, string>> = {
  ...{ openai: 'OpenAI', replicate: 'Replicate', local: 'This machine', remote: 'Your hosts' },
};

const stages: Readonly<Record<string, string>> = {
  queued: 'Waits at the provider',
  decode: 'Reading the picture',
  upload: 'Sending the picture',
  inference: 'The picture is being made',
  download: 'Fetching the picture',
  encode: 'Saving the picture',
};

/** What is happening to it just now. */
export function underWay({ state, position, progress, nextTryAt, problem }: Generation): string {
  if (state === 'waiting') {
    if (nextTryAt !== null && problem !== null) return `Tries again soon: ${problem.detail}`;
    if (position === null) return 'In the queue';
    return position === 0 ? 'Next in the queue' : `${position} ahead in the queue`;
  }
  if (progress === null) return 'Starting';
  return stages[progress.stage] ?? capital(progress.stage);
}

/** What came of one try: the provider's name, and its reason where there is one. */
export function attemptWords({ provider, outcome, reason }: GenerationAttempt): string {
  const name = providerTitle(provider);
  switch (outcome) {
    case 'done':
      return `${name} made it`;
    case 'skipped':
      return `${name} was passed over${reason === null ? '' : `: ${reason}`}`;
    case 'cancelled':
      return `${name} was stopped`;
    case 'failed':
      // Most reasons name who gave them.
      return reason?.startsWith(name) ? reason : `${name} failed${reason === null ? '' : `: ${reason}`}`;
  }
}

/** What one try cost: of one that failed nobody can tell, so what it may have cost is kept in the books. */
export function attemptCost({ outcome, costUsd }: GenerationAttempt): string {
  return outcome === 'failed' && costUsd > 0 ? `${dollars(costUsd)} counted, since nobody can tell` : dollars(costUsd);
}

/** What a person wants to know of a picture that came by a detour: who failed, who made it. Null where the first one did. */
export function detour({ attempts, made }: Pick<Generation, 'attempts' | 'made'>): string | null {
  if (made === null) return null;
  const failed = [...new Set(attempts.filter(({ outcome }) => outcome === 'failed').map(({ provider }) => providerTitle(provider)))];
  const others = failed.filter((name) => name !== providerTitle(made.provider));
  if (others.length === 0) return null;
  return `${others.join(' and ')} failed; ${providerTitle(made.provider)} made this picture.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const abilityNames: Readonly<Partial<Record<Parameter, string>>> = {
  strength: 'strength',
  seed: 'seed',
  negativePrompt: 'what to leave out',
  transparent: 'transparent background',
  guidance: 'guidance',
  steps: 'steps',
  quality: 'quality',
  size: 'size',
};

/** What can be set on a model, for a line below its name. */
export function abilityWords({ parameters }: Pick<Offer, 'parameters'>): string {
  const names = parameters.map((parameter) => abilityNames[parameter]).filter((name) => name !== undefined);
  return names.length === 0 ? '' : `Can set ${names.join(', ')}`;
}
