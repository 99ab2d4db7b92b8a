import { type Column, DataTable } from '../components/DataTable';
import { Button } from '../components/Button';
import { TextField } from '../components/fields';
import { Loading } from '../components/Loading';
import { ProblemMessage } from '../components/Problem';
import { t, textOr } from '../i18n';
import { formatNumber } from '../i18n/format';
import type { FoundAgent } from './found';
import { isAgentName } from './name';
import type { Agents } from './useAgents';

interface AgentChoiceProps {
  readonly agents: Agents;
  readonly value: string;
  readonly onChange: (name: string) => void;
}

/** One of the agents that are on the machines, or the name of another. */
export function AgentChoice({ agents, value, onChange }: AgentChoiceProps) {
  const { agents: found, asking, askable, asked, answered, silent, problem, ask } = agents;
  return (
    <div class="agent-choice">
      {problem && <ProblemMessage problem={problem} onRetry={ask} />}
      {found.length > 0 && (
        <div class="grid-frame">
          <DataTable caption={t('agents.found')} columns={columns(value, onChange)} rows={found} keyOf={agent => agent.name} />
        </div>
      )}
      {asking ? (
        <Loading text={t('agents.asking')} />
      ) : (
        <div class="agent-answers">
          {asked && <span class="quiet">{answersText(found.length, answered, silent)}</span>}
          {askable > 0 && (
            <Button flat small onClick={ask}>
              {asked ? t('agents.askAgain') : t('agents.ask', { count: askable })}
            </Button>
          )}
        </div>
      )}
      <div class="fields">
        <TextField
          label={t('agents.name')}
          value={value}
          onChange={onChange}
          error={value === '' || isAgentName(value) ? undefined : t('agents.nameFault')}
        />
      </div>
    </div>
  );
}

function answersText(found: number, answered: number, silent: number): string {
  const none = answered > 0 && found === 0 ? t('agents.none') : t('agents.answered', { count: answered });
  return silent > 0 ? `${none} ${t('agents.silent', { count: silent })}` : none;
}

function columns(value: string, onChange: (name: string) => void): readonly Column<FoundAgent>[] {
  return [
    {
      id: 'name',
      title: t('agents.agent'),
      kind: 'name',
      cell: ({ name }) => (
        <label class="check-field">
          <input type="radio" name="agent" checked={name === value} onChange={() => onChange(name)} />
          <span>{name}</span>
        </label>
      ),
    },
    { id: 'versions', title: t('result.version'), cell: ({ versions }) => versions.join(', ') },
    { id: 'states', title: t('column.state'), kind: 'wide', cell: ({ states }) => <States states={states} /> },
    { id: 'machines', title: t('targets'), kind: 'number', cell: ({ machines }) => formatNumber(machines.size) },
  ];
}

function States({ states }: { states: FoundAgent['states'] }) {
  const all = Object.entries(states);
  return <>{all.map(([state, count]) => (all.length > 1 ? `${textOr(`agent.${state}`, state)} (${formatNumber(count)})` : textOr(`agent.${state}`, state))).join(', ')}</>;
}
