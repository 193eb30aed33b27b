/** What a box of digits says; null where it says none. */
export function wholeNumber(text: string): number | null {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : null;
}

export interface NumberRange {
  readonly least: number;
  readonly most: number;
  readonly isOptional?: boolean;
}

export function numberProblem(text: string, { least, most, isOptional = false }: NumberRange): string | undefined {
  if (isOptional && text.trim() === '') return undefined;
  const number = wholeNumber(text);
  return number !== null && number >= least && number <= most ? undefined : `A whole number from ${least} to ${most}.`;
}
