import type { Offer } from '@forecourt/sdk/contract';
import { dollars } from '../generate/generate-words.ts';

/** What one call costs, as the price list says it: `$0.04 a picture`. */
export function priceInWords({ price, operation }: Pick<Offer, 'price' | 'operation'>, locale?: string): string {
  if (price === null) return 'Price not known, so it is not used';
  const one = operation === 'analyzeImage' ? 'an answer' : 'a picture';
  switch (price.per) {
    case 'call':
      return price.usd === 0 ? 'Free' : `${dollars(price.usd, locale)} ${one}`;
    case 'image':
      return `${between([price.usd, ...price.kinds.map(({ usd }) => usd)], locale)} a picture`;
    case 'megapixel':
      return `${dollars(price.usd, locale)} a megapixel`;
    case 'second':
      return `${dollars(price.usd, locale)} a second, at most ${dollars(price.usd * price.mostSeconds, locale)}`;
    case 'token':
      return `${between(
        price.outputTokens.map(({ tokens }) => (tokens * price.outputUsdPerMillion) / 1e6),
        locale,
      )} ${one}, and what is sent`;
  }
}

/** The one price, or the least and the most of several. */
function between(usd: readonly number[], locale?: string): string {
  const least = dollars(Math.min(...usd), locale);
  const most = dollars(Math.max(...usd), locale);
  if (least === most) return most;
  // Of tokens the largest figure is a bound that holds for every request.
  return `${least} to ${most}`;
}
