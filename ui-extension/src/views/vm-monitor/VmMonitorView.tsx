import type { VirtualMachine } from '../../api/types';
import { Button } from '../../components/Button';
import { Facts } from '../../components/Facts';
import { Loaded } from '../../components/Loaded';
import { ConnectorActions } from '../../connectors/ConnectorActions';
import { ConnectorStateText } from '../../connectors/ConnectorStateText';
import { openDialog } from '../../connectors/dialogs';
import { nextStep } from '../../connectors/nextStep';
import { useThisMachine } from '../../connectors/useThisMachine';
import { useInterval } from '../../hooks/useInterval';
import { t } from '../../i18n';
import { formatInstant } from '../../i18n/format';
import { OperationList } from '../../operations/OperationList';
import { channelText } from '../../operations/labels';
import { Channels } from './Channels';

const REFRESH = 10_000;

/** The tab of a virtual machine: its connector, and all that was ever done through it or to it. */
export default function VmMonitorView() {
  const query = useThisMachine();
  useInterval(query.reload, REFRESH);
  return (
    <main class="page">
      <h1 class="for-screen-readers">{t('card.title')}</h1>
      <Loaded query={query}>
        {machine => (
          <>
            <Connector machine={machine} onChanged={query.reload} />
            {machine.connectorId && <Channels connectorId={machine.connectorId} machine={machine.name} since={machine.connectorChannel} />}
            <section>
              <h2>{t('operations')}</h2>
              <OperationList filter={{ virtualMachine: machine.instanceUuid }} />
            </section>
          </>
        )}
      </Loaded>
    </main>
  );
}

function Connector({ machine, onChanged }: { machine: VirtualMachine; onChanged: () => void }) {
  const { dialog, operations } = nextStep(machine);
  return (
    <section class="connector">
      <Facts
        facts={[
          [t('card.state'), <ConnectorStateText machine={machine} />],
          [t('result.version'), machine.connectorVersion],
          [t('card.channel'), machine.connectorId && channelText(machine.connectorChannel ?? 'None')],
          [t('card.lastSeen'), machine.connectorLastSeen && formatInstant(machine.connectorLastSeen)],
        ]}
      />
      <div class="buttons">
        <Button small onClick={() => void openDialog(dialog, operations && { operations }).then(onChanged)}>
          {t(`next.${dialog}`)}
        </Button>
        <ConnectorActions onDone={onChanged} />
      </div>
    </section>
  );
}
