import type { PreflightItem, Verdict } from '../api/types';

const ORDER: readonly Verdict[] = ['Warning', 'Ready', 'Blocked'];

/** What will be done comes before what is left out, and in it what needs a look comes first; then by name. */
export function inOrder(items: readonly PreflightItem[]): readonly PreflightItem[] {
  return [...items].sort(
    (one, other) =>
      ORDER.indexOf(one.verdict) - ORDER.indexOf(other.verdict) || one.virtualMachine.name.localeCompare(other.virtualMachine.name),
  );
}

/** A virtual machine over all vCenters. */
export function keyOf(item: PreflightItem): string {
  return `${item.virtualMachine.vCenter}/${item.virtualMachine.moRef}`;
}

/** What is chosen until the user chooses otherwise: all but what is blocked. */
export function chosenAtFirst(items: readonly PreflightItem[]): ReadonlySet<string> {
  return new Set(items.filter(item => item.verdict !== 'Blocked').map(keyOf));
}

export function withChoice(chosen: ReadonlySet<string>, keys: readonly string[], choose: boolean): ReadonlySet<string> {
  const next = new Set(chosen);
  keys.forEach(key => (choose ? next.add(key) : next.delete(key)));
  return next;
}

export function countVerdicts(items: readonly PreflightItem[]): Readonly<Record<Verdict, number>> {
  const count = (verdict: Verdict): number => items.filter(item => item.verdict === verdict).length;
  return { Ready: count('Ready'), Warning: count('Warning'), Blocked: count('Blocked') };
}
