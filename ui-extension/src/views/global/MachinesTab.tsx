import { useState } from 'preact/hooks';
import { listVirtualMachines } from '../../api/virtual-machines';
import type { VirtualMachine } from '../../api/types';
import { DataTable, type Sorting } from '../../components/DataTable';
import { Empty } from '../../components/Empty';
import { Loaded } from '../../components/Loaded';
import { Pager } from '../../components/Pager';
import { Unreachable } from '../../components/Unreachable';
import { useDebounced } from '../../hooks/useDebounced';
import { useInterval } from '../../hooks/useInterval';
import { usePages } from '../../hooks/usePages';
import { t } from '../../i18n';
import { withChoice } from '../../targets/selection';
import { MachineActions } from './MachineActions';
import { type MachineFilter, MachineFilters, noFilter } from './MachineFilters';
import { machineColumns } from './machineColumns';

const PAGE_SIZE = 50;
const REFRESH = 15_000;

const keyOf = (machine: VirtualMachine): string => machine.instanceUuid;

/** All virtual machines with their connectors; the server filters, sorts and cuts them into pages. */
export function MachinesTab() {
  const [filter, setFilter] = useState(noFilter);
  const [sorting, setSorting] = useState<Sorting>({ by: 'name', descending: false });
  const [chosen, setChosen] = useState<ReadonlyMap<string, VirtualMachine>>(new Map());
  const asked = useDebounced(filter);
  const pages = usePages(
    (after, signal) => listVirtualMachines({ ...queryOf(asked, sorting), limit: PAGE_SIZE, after }, signal),
    [asked, sorting],
  );
  useInterval(pages.query.reload, REFRESH);
  const choosing = {
    isChosen: (machine: VirtualMachine) => chosen.has(keyOf(machine)),
    choose: (machines: readonly VirtualMachine[], choose: boolean) => setChosen(before => withMachines(before, machines, choose)),
    labelOf: (machine: VirtualMachine) => t('targets.choose', { name: machine.name }),
    labelOfAll: t('machines.allOnPage'),
  };
  return (
    <>
      <div class="toolbar">
        <MachineFilters filter={filter} onChange={change => setFilter(before => ({ ...before, ...change }))} />
        <MachineActions chosen={[...chosen.values()]} onClear={() => setChosen(new Map())} onDone={pages.query.reload} />
      </div>
      <Loaded query={pages.query}>
        {page => (
          <>
            <Unreachable vCenters={page.unreachable} />
            {page.items.length === 0 ? (
              <Empty>{asked === noFilter ? t('fleet.none') : t('machines.noneMatch')}</Empty>
            ) : (
              <div class="grid-scroll" aria-busy={pages.query.loading}>
                <DataTable
                  caption={t('targets')}
                  columns={machineColumns()}
                  rows={page.items}
                  keyOf={keyOf}
                  sorting={sorting}
                  onSort={setSorting}
                  choosing={choosing}
                />
              </div>
            )}
            <Pager pages={pages} pageSize={PAGE_SIZE} />
          </>
        )}
      </Loaded>
    </>
  );
}

function queryOf(filter: MachineFilter, sorting: Sorting) {
  return { ...filter, sort: sorting.by, order: sorting.descending ? 'desc' : 'asc' };
}

function withMachines(
  chosen: ReadonlyMap<string, VirtualMachine>,
  machines: readonly VirtualMachine[],
  choose: boolean,
): ReadonlyMap<string, VirtualMachine> {
  const known = new Map([...chosen, ...machines.map(machine => [keyOf(machine), machine] as const)]);
  const keys = withChoice(new Set(chosen.keys()), machines.map(keyOf), choose);
  return new Map([...keys].map(key => [key, known.get(key)!]));
}
