import type { Status } from '../components/Icon';
import { Facts } from '../components/Facts';
import { StatusText } from '../components/StatusText';
import { t } from '../i18n';
import { Notes } from './Notes';
import type { AgentResult, AgentState } from './results';

export const agentStatus: Readonly<Record<AgentState, Status>> = {
  Running: 'success',
  Stopped: 'neutral',
  Waiting: 'warning',
  GivenUp: 'danger',
  NotInstalled: 'neutral',
};

/** What became of an agent. */
export function AgentDone({ result }: { result: AgentResult }) {
  const { name, version, versionBefore, state, alreadySo, notes = [] } = result;
  return (
    <Facts
      facts={[
        [t('agents.agent'), name],
        [t('column.state'), <StatusText status={agentStatus[state]}>{t(`agent.${state}`)}</StatusText>],
        [t('result.version'), version],
        [t('result.versionBefore'), versionBefore !== version && versionBefore],
        [t('result.note'), (alreadySo || notes.length > 0) && <Notes notes={alreadySo ? [t('result.nothingToDo'), ...notes] : notes} />],
      ]}
    />
  );
}
