import type { VirtualMachine } from '../../api/types';
import { Button } from '../../components/Button';
import { Facts } from '../../components/Facts';
import { Loaded } from '../../components/Loaded';
import { ConnectorStateText } from '../../connectors/ConnectorStateText';
import { type Dialog, openDialog } from '../../connectors/dialogs';
import { useThisMachine } from '../../connectors/useThisMachine';
import { useInterval } from '../../hooks/useInterval';
import { t } from '../../i18n';
import { formatInstant } from '../../i18n/format';
import { OperationList } from '../../operations/OperationList';
import { channelText } from '../../operations/labels';

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
  const { connectorState: state } = machine;
  const dialogs: readonly Dialog[] = !state ? ['install'] : state === 'Connected' ? ['run-task', 'status', 'logs'] : ['status', 'install'];
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
        {dialogs.map(dialog => (
          <Button key={dialog} small onClick={() => void openDialog(dialog).then(onChanged)}>
            {t(`next.${dialog}`)}
          </Button>
        ))}
      </div>
    </section>
  );
}
