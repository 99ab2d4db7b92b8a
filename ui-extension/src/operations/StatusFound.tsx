import { type Column, DataTable } from '../components/DataTable';
import { Facts } from '../components/Facts';
import type { Status } from '../components/Icon';
import { StatusText } from '../components/StatusText';
import { t, textOr } from '../i18n';
import { formatBytes, formatDuration, formatInstant } from '../i18n/format';
import { agentStatus } from './AgentDone';
import type { AgentStatus, ConnectorStatus } from './results';

/** What a connector found on its endpoint: itself, the machine, and whether all is there that should be. */
export function StatusFound({ result }: { result: ConnectorStatus }) {
  const { certificateEnds, machineUptimeSeconds: uptime, memory, disks = [], agents = [], lastErrors = [] } = result;
  return (
    <>
      <Facts
        facts={[
          [t('result.version'), result.version],
          [t('result.account'), result.account],
          [t('result.runningSince'), formatInstant(result.startedAt)],
          [t('result.residentMemory'), formatBytes(result.residentBytes)],
          [t('result.certificateEnds'), certificateEnds && formatInstant(certificateEnds)],
          [t('result.uptime'), uptime && formatDuration(uptime * 1000)],
          [t('result.memory'), memory && t('result.freeOf', { free: formatBytes(memory.availableBytes), total: formatBytes(memory.totalBytes) })],
          ...disks.map(
            disk =>
              [disk.folder, t('result.freeOf', { free: formatBytes(disk.freeBytes), total: formatBytes(disk.totalBytes) })] as const,
          ),
        ]}
      />
      <Checks checks={result.checks ?? []} />
      {agents.length > 0 && (
        <>
          <h2 class="minor">{t('agents.found')}</h2>
          <DataTable caption={t('agents.found')} columns={agentColumns()} rows={agents} keyOf={agent => agent.name} />
        </>
      )}
      {lastErrors.length > 0 && (
        <>
          <h2 class="minor">{t('result.lastErrors')}</h2>
          <ul>
            {lastErrors.map((error, index) => (
              <li key={index}>{error}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

const STATUS: Readonly<Record<string, Status>> = {
  Good: 'success',
  Missing: 'danger',
  Wrong: 'warning',
  Extra: 'warning',
  NotApplicable: 'neutral',
};

function Checks({ checks }: { checks: NonNullable<ConnectorStatus['checks']> }) {
  return (
    <ul class="checks">
      {checks.map(({ name, state, detail }) => (
        <li key={name}>
          <StatusText status={STATUS[state] ?? 'neutral'}>
            {name}: {textOr(`check.${state}`, state)}
            {detail && <div class="quiet">{detail}</div>}
          </StatusText>
        </li>
      ))}
    </ul>
  );
}

function agentColumns(): readonly Column<AgentStatus>[] {
  return [
    { id: 'name', title: t('agents.agent'), kind: 'name', cell: agent => agent.name },
    { id: 'version', title: t('result.version'), cell: agent => agent.version },
    { id: 'state', title: t('column.state'), kind: 'short', cell: ({ state }) => <StatusText status={agentStatus[state]}>{t(`agent.${state}`)}</StatusText> },
    { id: 'started', title: t('result.runningSince'), kind: 'short', cell: ({ startedAt }) => startedAt && formatInstant(startedAt) },
    { id: 'restarts', title: t('agents.restarts'), kind: 'number', cell: ({ restarts = 0 }) => restarts },
  ];
}
