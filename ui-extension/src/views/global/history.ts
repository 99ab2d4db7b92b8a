/** How many there are of each part, such as of each version. */
export type Counts = Readonly<Record<string, number>>;

/** A part over time; the one without a name is all the others together. */
export interface PartOverTime {
  readonly name: string | undefined;
  readonly values: readonly number[];
}

/** The parts that are the most now, and were before where now there are none; at most `most` of them, the last one of which is the rest. */
export function partsOverTime(moments: readonly Counts[], most: number): readonly PartOverTime[] {
  const weight = new Map<string, number>();
  moments.forEach((counts, index) =>
    Object.entries(counts).forEach(([name, count]) => weight.set(name, (weight.get(name) ?? 0) + (index === moments.length - 1 ? count * moments.length : count))),
  );
  const names = [...weight.keys()].sort((one, other) => weight.get(other)! - weight.get(one)!);
  const shown = names.length > most ? names.slice(0, most - 1) : names;
  const rest = names.slice(shown.length);
  return [
    ...shown.map(name => ({ name, values: moments.map(counts => counts[name] ?? 0) })),
    ...(rest.length > 0 ? [{ name: undefined, values: moments.map(counts => rest.reduce((sum, name) => sum + (counts[name] ?? 0), 0)) }] : []),
  ];
}
