import type { VirtualMachine } from '../../api/types';
import { Button } from '../../components/Button';
import { Facts } from '../../components/Facts';
import { Loaded } from '../../components/Loaded';
import { ConnectorStateText } from '../../connectors/ConnectorStateText';
import { openDialog } from '../../connectors/dialogs';
import { nextStep } from '../../connectors/nextStep';
import { useThisMachine } from '../../connectors/useThisMachine';
import { useInterval } from '../../hooks/useInterval';
import { useNow } from '../../hooks/useNow';
import { t } from '../../i18n';
import { formatAgo, formatInstant } from '../../i18n/format';
import { OperationStateText } from '../../operations/OperationStateText';
import { channelText, kindText } from '../../operations/labels';

const REFRESH = 10_000;

/** The card on a virtual machine's summary: how its connector is, and what to do next. */
export default function VmSummaryView() {
  const query = useThisMachine();
  useInterval(query.reload, REFRESH);
  return (
    <main class="card">
      <h1 class="for-screen-readers">{t('card.title')}</h1>
      <Loaded query={query}>{machine => <Card machine={machine} onChanged={query.reload} />}</Loaded>
    </main>
  );
}

function Card({ machine, onChanged }: { machine: VirtualMachine; onChanged: () => void }) {
  const now = useNow(true, 5000);
  const { dialog, operations } = nextStep(machine);
  const act = async (): Promise<void> => {
    await openDialog(dialog, operations && { operations });
    onChanged();
  };
  const { connectorLastSeen: lastSeen, lastOperation } = machine;
  return (
    <>
      <Facts
        facts={[
          [t('card.state'), <ConnectorStateText machine={machine} />],
          [t('result.version'), machine.connectorVersion],
          [t('card.channel'), machine.connectorId && channelText(machine.connectorChannel ?? 'None')],
          [t('card.lastSeen'), lastSeen && <span title={formatInstant(lastSeen)}>{formatAgo(lastSeen, now)}</span>],
          [
            t('card.lastOperation'),
            lastOperation && (
              <>
                {kindText(lastOperation.kind)}
                <OperationStateText operation={lastOperation} />
                {lastOperation.finishedAt && <span class="quiet">{formatAgo(lastOperation.finishedAt, now)}</span>}
              </>
            ),
          ],
        ]}
      />
      <div class="card-actions">
        <Button flat small onClick={() => void act()}>
          {t(`next.${dialog}`)}
        </Button>
      </div>
    </>
  );
}
