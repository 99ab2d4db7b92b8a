/** What a number may be, and what it is where nothing is given. */
export interface Limits {
  readonly least: number;
  readonly most: number;
  readonly byDefault?: number;
}

/** A whole number as it was typed; undefined where nothing was, `wrong` where it is none or out of its limits. */
export function numberIn(text: string, { least, most }: Limits): number | 'wrong' | undefined {
  const typed = text.trim();
  if (typed === '') {
    return undefined;
  }
  const number = Number(typed);
  return /^-?\d+$/.test(typed) && number >= least && number <= most ? number : 'wrong';
}
