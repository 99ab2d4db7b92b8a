import { getFleet } from '../../api/server';
import type { Fleet } from '../../api/types';
import { Empty } from '../../components/Empty';
import { Loaded } from '../../components/Loaded';
import { Unreachable } from '../../components/Unreachable';
import { conditions, conditionStatus } from '../../connectors/ConnectorStateText';
import { useInterval } from '../../hooks/useInterval';
import { useQuery } from '../../hooks/useQuery';
import { t, textOr } from '../../i18n';
import { channelText } from '../../operations/labels';
import { Breakdown } from './Breakdown';
import { FleetCharts } from './FleetCharts';
import { Figures } from './Figures';

const REFRESH = 15_000;

/** How the fleet is, in figures and charts. */
export function OverviewTab() {
  const fleet = useQuery(getFleet, []);
  useInterval(fleet.reload, REFRESH);
  return <Loaded query={fleet}>{known => (known.virtualMachines === 0 ? <Empty>{t('fleet.none')}</Empty> : <Overview fleet={known} />)}</Loaded>;
}

function Overview({ fleet }: { fleet: Fleet }) {
  const { connectors, operations } = fleet;
  const installed = fleet.virtualMachines - (connectors['NotInstalled'] ?? 0);
  return (
    <div class="overview">
      <Unreachable vCenters={fleet.unreachable} />
      <Figures
        figures={[
          { name: t('targets'), value: fleet.virtualMachines },
          { name: t('fleet.installed'), value: installed },
          { name: t('fleet.connected'), value: connectors['Connected'] ?? 0 },
          { name: t('fleet.running'), value: (operations['Running'] ?? 0) + (operations['Queued'] ?? 0) },
          { name: t('fleet.succeeded24h'), value: operations['Success24h'] ?? 0 },
          { name: t('fleet.failed24h'), value: operations['Error24h'] ?? 0, ...((operations['Error24h'] ?? 0) > 0 ? { status: 'danger' } : {}) },
        ]}
      />
      <div class="breakdowns">
        <Breakdown
          title={t('fleet.states')}
          parts={conditions.map(state => ({
            name: textOr(`connector.${state}`, state),
            count: connectors[state] ?? 0,
            status: conditionStatus(state),
          }))}
        />
        <Breakdown title={t('fleet.versions')} parts={partsOf(fleet.versions)} />
        <Breakdown title={t('fleet.channels')} parts={partsOf(fleet.channels, channelText)} />
      </div>
      <FleetCharts history={fleet.history} />
    </div>
  );
}

function partsOf(counts: Readonly<Record<string, number>>, nameOf = (key: string) => key) {
  return Object.entries(counts)
    .sort(([, one], [, other]) => other - one)
    .map(([key, count]) => ({ name: nameOf(key), count, status: 'info' as const }));
}
