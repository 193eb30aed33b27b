/** What tells the time, in milliseconds since 1970: `Date` itself, or a time that a test sets. */
export interface TellsTime {
  now(): number;
}
