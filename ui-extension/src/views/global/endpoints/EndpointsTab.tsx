import { useState } from 'preact/hooks';
import { listEndpoints } from '../../../api/endpoints';
import type { Endpoint } from '../../../api/types';
import { Button } from '../../../components/Button';
import { SearchField } from '../../../components/choices';
import { DataTable } from '../../../components/DataTable';
import { Empty } from '../../../components/Empty';
import { Loaded } from '../../../components/Loaded';
import { Pager } from '../../../components/Pager';
import { ConnectorActions } from '../../../connectors/ConnectorActions';
import { useDebounced } from '../../../hooks/useDebounced';
import { useInterval } from '../../../hooks/useInterval';
import { usePages } from '../../../hooks/usePages';
import { t } from '../../../i18n';
import { type EndpointAction, endpointColumns } from './columns';
import { EndpointDialog, RemoveEndpoint } from './dialogs';

const PAGE_SIZE = 50;
const REFRESH = 15_000;

/** Machines that no vCenter manages, by their addresses: what can be done with virtual machines can be done with them. */
export function EndpointsTab({ mayChange }: { mayChange: boolean }) {
  const [name, setName] = useState('');
  const asked = useDebounced(name);
  const pages = usePages((after, signal) => listEndpoints({ name: asked, limit: PAGE_SIZE, after }, signal), [asked]);
  useInterval(pages.query.reload, REFRESH);
  const [chosen, setChosen] = useState<ReadonlyMap<string, Endpoint>>(new Map());
  const [dialog, setDialog] = useState<{ readonly action: EndpointAction | 'add'; readonly endpoint?: Endpoint }>();
  const close = (): void => setDialog(undefined);
  const choosing = {
    isChosen: ({ id }: Endpoint) => chosen.has(id),
    choose: (endpoints: readonly Endpoint[], choose: boolean) => setChosen(before => withChosen(before, endpoints, choose)),
    labelOf: (endpoint: Endpoint) => t('targets.choose', { name: endpoint.name }),
    labelOfAll: t('endpoints.allOnPage'),
  };
  return (
    <>
      <div class="toolbar">
        <div class="filters">
          <SearchField label={t('filter.name')} value={name} onChange={setName} />
        </div>
        <div class="buttons">
          {mayChange && (
            <Button small onClick={() => setDialog({ action: 'add' })}>
              {t('endpoints.add')}
            </Button>
          )}
          <ConnectorActions
            targets={[...chosen.values()].map(endpoint => ({ endpoint }))}
            onDone={pages.query.reload}
            disabledBecause={chosen.size === 0 && t('targets.choseNone')}
          />
        </div>
      </div>
      {dialog && dialog.action !== 'remove' && <EndpointDialog endpoint={dialog.endpoint} onDone={pages.query.reload} onClose={close} />}
      {dialog?.action === 'remove' && <RemoveEndpoint endpoint={dialog.endpoint!} onDone={pages.query.reload} onClose={close} />}
      <Loaded query={pages.query}>
        {page =>
          page.items.length === 0 ? (
            <Empty>{asked === '' ? t('endpoints.none') : t('endpoints.noneMatch')}</Empty>
          ) : (
            <>
              <div class="grid-scroll">
                <DataTable
                  caption={t('global.endpoints')}
                  columns={endpointColumns(mayChange ? (action, endpoint) => setDialog({ action, endpoint }) : undefined)}
                  rows={page.items}
                  keyOf={endpoint => endpoint.id}
                  choosing={choosing}
                />
              </div>
              <Pager pages={pages} pageSize={PAGE_SIZE} />
            </>
          )
        }
      </Loaded>
    </>
  );
}

function withChosen(before: ReadonlyMap<string, Endpoint>, endpoints: readonly Endpoint[], choose: boolean): ReadonlyMap<string, Endpoint> {
  const next = new Map(before);
  endpoints.forEach(endpoint => (choose ? next.set(endpoint.id, endpoint) : next.delete(endpoint.id)));
  return next;
}
