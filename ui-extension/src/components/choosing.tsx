/** Which rows of a table are chosen, and how they are called to those who do not see them. */
export interface Choosing<T> {
  readonly isChosen: (row: T) => boolean;
  readonly choose: (rows: readonly T[], choose: boolean) => void;
  readonly labelOf: (row: T) => string;
  readonly labelOfAll: string;
}

export function ChooseAll<T>({ rows, choosing }: { rows: readonly T[]; choosing: Choosing<T> }) {
  const all = rows.length > 0 && rows.every(choosing.isChosen);
  return (
    <th scope="col" class="check">
      <input
        type="checkbox"
        aria-label={choosing.labelOfAll}
        checked={all}
        indeterminate={!all && rows.some(choosing.isChosen)}
        onChange={() => choosing.choose(rows, !all)}
      />
    </th>
  );
}

export function ChooseOne<T>({ row, choosing }: { row: T; choosing: Choosing<T> }) {
  const chosen = choosing.isChosen(row);
  return (
    <td class="check">
      <input type="checkbox" aria-label={choosing.labelOf(row)} checked={chosen} onChange={() => choosing.choose([row], !chosen)} />
    </td>
  );
}
