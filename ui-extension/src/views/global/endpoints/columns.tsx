import type { Endpoint } from '../../../api/types';
import { ActionMenu } from '../../../components/ActionMenu';
import type { Column } from '../../../components/DataTable';
import { ConnectorStateText } from '../../../connectors/ConnectorStateText';
import { t } from '../../../i18n';
import { formatInstant } from '../../../i18n/format';
import { channelText } from '../../../operations/labels';

/** What can be done with a registration. */
export type EndpointAction = 'change' | 'remove';

export function endpointColumns(act: ((action: EndpointAction, endpoint: Endpoint) => void) | undefined): readonly Column<Endpoint>[] {
  const columns: readonly Column<Endpoint>[] = [
    { id: 'name', title: t('column.name'), kind: 'name', cell: endpoint => endpoint.name },
    { id: 'address', title: t('endpoints.address'), kind: 'name', cell: ({ address, port }) => (address ? (port ? `${address}:${port}` : address) : t('none')) },
    { id: 'system', title: t('endpoints.system'), cell: endpoint => endpoint.operatingSystem },
    { id: 'driver', title: t('endpoints.driver'), kind: 'short', cell: ({ driver }) => (driver === 'None' ? t('endpoints.driver.None') : channelText(driver)) },
    { id: 'credential', title: t('endpoints.credential'), kind: 'name', cell: endpoint => endpoint.credential ?? t('none') },
    { id: 'connector', title: t('column.connector'), kind: 'short', cell: endpoint => <ConnectorStateText machine={endpoint} /> },
    { id: 'version', title: t('result.version'), cell: endpoint => endpoint.connectorVersion ?? t('none') },
    { id: 'lastSeen', title: t('card.lastSeen'), kind: 'short', cell: ({ connectorLastSeen: seen }) => (seen ? formatInstant(seen) : t('none')) },
  ];
  return act ? [...columns, { id: 'actions', title: t('endpoints.registration'), kind: 'actions', cell: endpoint => <Actions endpoint={endpoint} act={act} /> }] : columns;
}

function Actions({ endpoint, act }: { endpoint: Endpoint; act: (action: EndpointAction, endpoint: Endpoint) => void }) {
  const actions: readonly EndpointAction[] = ['change', 'remove'];
  return (
    <ActionMenu items={actions.map(action => ({ id: action, label: t(`credentials.action.${action}`), act: () => act(action, endpoint) }))}>
      {t('endpoints.registration')}
      <span class="for-screen-readers"> {endpoint.name}</span>
    </ActionMenu>
  );
}
