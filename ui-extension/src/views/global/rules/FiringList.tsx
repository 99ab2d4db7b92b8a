import { useState } from 'preact/hooks';
import { listFirings } from '../../../api/rules';
import type { Firing, FiringState } from '../../../api/types';
import { SelectField } from '../../../components/choices';
import { type Column, DataTable } from '../../../components/DataTable';
import { Empty } from '../../../components/Empty';
import type { Status } from '../../../components/Icon';
import { Loaded } from '../../../components/Loaded';
import { Pager } from '../../../components/Pager';
import { StatusText } from '../../../components/StatusText';
import { openDialog } from '../../../connectors/dialogs';
import { Button } from '../../../components/Button';
import { useInterval } from '../../../hooks/useInterval';
import { usePages } from '../../../hooks/usePages';
import { t, textOr } from '../../../i18n';
import { formatInstant } from '../../../i18n/format';

const PAGE_SIZE = 25;
const REFRESH = 10_000;

const STATUS: Readonly<Record<FiringState, Status>> = {
  Waiting: 'info',
  Submitted: 'info',
  Succeeded: 'success',
  Failed: 'danger',
  Skipped: 'neutral',
  Cancelled: 'warning',
};

/** What the rules did, or wait for. */
export function FiringList() {
  const [state, setState] = useState<FiringState | ''>('');
  const pages = usePages((after, signal) => listFirings({ state, limit: PAGE_SIZE, after }, signal), [state]);
  useInterval(pages.query.reload, REFRESH);
  return (
    <section class="part">
      <h2>{t('rules.firings')}</h2>
      <div class="toolbar">
        <div class="filters">
          <SelectField<FiringState | ''>
            label={t('column.state')}
            value={state}
            onChange={setState}
            choices={[
              { value: '', label: t('filter.any') },
              ...(Object.keys(STATUS) as FiringState[]).map(value => ({ value, label: t(`rules.firing.${value}`) })),
            ]}
          />
        </div>
      </div>
      <Loaded query={pages.query}>
        {page =>
          page.items.length === 0 ? (
            <Empty>{t('rules.noFirings')}</Empty>
          ) : (
            <>
              <div class="grid-scroll">
                <DataTable caption={t('rules.firings')} columns={columns()} rows={page.items} keyOf={firing => firing.id} />
              </div>
              <Pager pages={pages} pageSize={PAGE_SIZE} />
            </>
          )
        }
      </Loaded>
    </section>
  );
}

function columns(): readonly Column<Firing>[] {
  return [
    { id: 'at', title: t('column.created'), kind: 'short', cell: firing => formatInstant(firing.firedAt) },
    { id: 'rule', title: t('rules.rule'), kind: 'name', cell: firing => firing.rule },
    { id: 'machine', title: t('column.virtualMachine'), kind: 'name', cell: firing => firing.virtualMachine },
    { id: 'trigger', title: t('rules.trigger'), kind: 'short', cell: ({ trigger }) => textOr(`rules.on.${trigger}`, trigger) },
    { id: 'state', title: t('column.state'), kind: 'short', cell: ({ state }) => <StatusText status={STATUS[state]}>{t(`rules.firing.${state}`)}</StatusText> },
    { id: 'reason', title: t('attempts.reason'), kind: 'wide', cell: ({ reason, notBefore }) => <Reason reason={reason} notBefore={notBefore} /> },
    { id: 'operation', title: t('column.operation'), kind: 'actions', cell: ({ operation, virtualMachine }) => operation && <ShowOperation id={operation} name={virtualMachine} /> },
  ];
}

function Reason({ reason, notBefore }: Pick<Firing, 'reason' | 'notBefore'>) {
  return (
    <>
      {reason?.message} <span class="quiet">{reason?.remedy}</span>
      {notBefore && <div class="quiet">{t('rules.nextLook', { time: formatInstant(notBefore) })}</div>}
    </>
  );
}

function ShowOperation({ id, name }: { id: string; name: string }) {
  return (
    <Button flat small onClick={() => void openDialog('progress', { operations: [id] })}>
      {t('files.show')}
      <span class="for-screen-readers"> {name}</span>
    </Button>
  );
}
