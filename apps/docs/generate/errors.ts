import { type ErrorCode, errorCodes, type Fault, wordsOf } from '@forecourt/errors';
import { routes } from '@forecourt/sdk/contract';
import { cell, page, table } from './markdown.ts';

const faults: Readonly<Record<Fault, string>> = {
  caller: 'whoever asked',
  picture: 'the picture',
  machine: 'the machine it runs on',
  provider: 'the service that did the work',
  network: 'the connection',
  forecourt: 'Forecourt itself',
};

/** Every code with an anchor of its own: the `type` of a problem points there. */
export function errorsPage(): string {
  const codes = Object.keys(errorCodes).filter(isCode);
  const overview = table(
    ['code', 'what to do', 'status', 'try again?'],
    codes.map((code) => {
      const { status, retryable, hint } = errorCodes[code];
      return [`[${code}](#${anchor(code)})`, cell(hint), String(status), retryable ? 'yes' : 'no'];
    }),
  );
  return page(
    'Error codes',
    [
      'Everything that Forecourt does not do for a reason, it says with one of these codes: in thrown errors, in problem details (RFC 9457), in the JSON of the command line and on the pages. A code is never renamed and never used for something else.',
      overview,
      '## One by one',
      ...codes.map(section),
    ],
    { outline: '[2, 2]' },
  );
}

function section(code: ErrorCode): string {
  const { status, retryable, fault, hint } = errorCodes[code];
  const { title, meaning } = wordsOf(code);
  const answers = Object.entries(routes)
    .filter(([, route]) => 'errors' in route && new Set<ErrorCode>(route.errors).has(code))
    .map(([name, route]) => `[\`${name}\`](./rest/${route.tag.toLowerCase()}#${name})`);
  return [
    `### ${code} {#${anchor(code)}}`,
    `${title}. ${meaning}`,
    `**What to do:** ${hint}`,
    `HTTP status ${status}. ${retryable ? 'The same request may succeed later, unchanged: retry with a growing pause.' : 'The same request will fail again: something has to change first.'} The cause lies with ${faults[fault]}.`,
    ...(answers.length > 0 ? [`Answered by ${answers.join(', ')}.`] : []),
  ].join('\n\n');
}

/** Where the page has this code; part of the address in a problem's `type`. */
function anchor(code: ErrorCode): string {
  return code.toLowerCase();
}

function isCode(name: string): name is ErrorCode {
  return name in errorCodes;
}
