import type { VirtualMachine } from '../../api/types';
import type { Column } from '../../components/DataTable';
import { ConnectorStateText } from '../../connectors/ConnectorStateText';
import { t, textOr } from '../../i18n';
import { formatInstant } from '../../i18n/format';
import { StatusText } from '../../components/StatusText';
import { channelText, kindText, shapeOf, stateText, statusOf } from '../../operations/labels';

/** The ids of those that can be sorted by are the server's names. */
export function machineColumns(): readonly Column<VirtualMachine>[] {
  return [
    { id: 'name', title: t('column.name'), kind: 'name', sortable: true, cell: machine => machine.name },
    { id: 'power', title: t('column.power'), sortable: true, cell: ({ powerState }) => textOr(`power.${powerState}`, powerState ?? t('none')) },
    { id: 'connector', title: t('column.connector'), kind: 'short', sortable: true, cell: machine => <ConnectorStateText machine={machine} /> },
    { id: 'version', title: t('result.version'), sortable: true, cell: machine => machine.connectorVersion ?? t('none') },
    { id: 'channel', title: t('card.channel'), cell: ({ connectorChannel: channel }) => (channel ? channelText(channel) : t('none')) },
    { id: 'lastSeen', title: t('card.lastSeen'), kind: 'short', sortable: true, cell: ({ connectorLastSeen: seen }) => (seen ? formatInstant(seen) : t('none')) },
    { id: 'host', title: t('column.host'), kind: 'short', sortable: true, cell: machine => machine.host ?? t('none') },
    { id: 'operation', title: t('card.lastOperation'), kind: 'short', cell: ({ lastOperation }) => <LastOperation operation={lastOperation} /> },
  ];
}

function LastOperation({ operation }: { operation: VirtualMachine['lastOperation'] }) {
  return operation ? (
    <StatusText status={statusOf(operation.state)} {...shapeOf(operation.state)}>
      <span title={stateText(operation)}>{kindText(operation.kind)}</span>
      <span class="for-screen-readers"> {stateText(operation)}</span>
    </StatusText>
  ) : (
    <>{t('none')}</>
  );
}
