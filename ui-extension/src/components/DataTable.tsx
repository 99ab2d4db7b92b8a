import { type ComponentChildren, Fragment } from 'preact';
import { useState } from 'preact/hooks';
import { Expander } from './Expander';
import { type Choosing, ChooseAll, ChooseOne } from './choosing';

export interface Column<T> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: T) => ComponentChildren;
  readonly kind?: 'name' | 'wide' | 'number' | 'short' | 'actions';
  readonly sortable?: boolean;
}

export interface Sorting {
  readonly by: string;
  readonly descending: boolean;
}

interface DataTableProps<T> {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly sorting?: Sorting;
  readonly onSort?: (sorting: Sorting) => void;
  /** What a row shows when it is opened. */
  readonly expand?: (row: T) => ComponentChildren;
  readonly choosing?: Choosing<T>;
}

/** A table in the manner of Clarity's data grid; the server sorts, filters and cuts it into pages. */
export function DataTable<T>({ caption, columns, rows, keyOf, sorting, onSort, expand, choosing }: DataTableProps<T>) {
  const [opened, setOpened] = useState<string>();
  return (
    <table class="grid">
      <caption class="for-screen-readers">{caption}</caption>
      <thead>
        <tr>
          {choosing && <ChooseAll rows={rows} choosing={choosing} />}
          {columns.map(column => (
            <Header key={column.id} column={column} sorting={sorting} onSort={onSort} />
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(row => {
          const key = keyOf(row);
          const open = expand !== undefined && opened === key;
          return (
            <Fragment key={key}>
              <tr>
                {choosing && <ChooseOne row={row} choosing={choosing} />}
                {columns.map((column, index) => (
                  <td key={column.id} class={column.kind}>
                    {expand && index === 0 ? (
                      <Expander open={open} onToggle={() => setOpened(open ? undefined : key)}>
                        {column.cell(row)}
                      </Expander>
                    ) : (
                      column.cell(row)
                    )}
                  </td>
                ))}
              </tr>
              {open && (
                <tr class="opened">
                  <td colSpan={columns.length + (choosing ? 1 : 0)}>{expand(row)}</td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

interface HeaderProps<T> {
  readonly column: Column<T>;
  readonly sorting: Sorting | undefined;
  readonly onSort: ((sorting: Sorting) => void) | undefined;
}

function Header<T>({ column, sorting, onSort }: HeaderProps<T>) {
  if (!column.sortable || !onSort) {
    return (
      <th scope="col" class={column.kind}>
        {column.title}
      </th>
    );
  }
  const sorted = sorting?.by === column.id;
  const direction = !sorted ? 'none' : sorting.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" class={column.kind} aria-sort={direction}>
      <button class="sorter" onClick={() => onSort({ by: column.id, descending: sorted && !sorting.descending })}>
        {column.title}
        <span class="sorter-mark" aria-hidden="true" />
      </button>
    </th>
  );
}
