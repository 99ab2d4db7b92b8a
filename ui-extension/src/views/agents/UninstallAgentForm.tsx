import { useState } from 'preact/hooks';
import { ActionForm } from '../../actions/ActionForm';
import { AgentChoice } from '../../agents/AgentChoice';
import { isAgentName } from '../../agents/name';
import { useAgents } from '../../agents/useAgents';
import { CheckField } from '../../components/choices';
import { t } from '../../i18n';
import { useTargets } from '../../targets/useTargets';
import { AgentActionField } from './AgentActionField';
import type { AgentFormProps } from './InstallAgentForm';

/** Which agent to take off. */
export function UninstallAgentForm({ choices, onSubmitted, onAction }: AgentFormProps) {
  const targets = useTargets('UninstallAgent', choices);
  const agents = useAgents(targets.query.data?.items);
  const [name, setName] = useState('');
  const [force, setForce] = useState(false);
  return (
    <ActionForm
      kind="UninstallAgent"
      targets={targets}
      title={t('agents.installUninstall')}
      verb={t('agents.verb.UninstallAgent')}
      danger
      work={() => ({ parameters: { name, ...(force && { force }) } })}
      suits={item => !agents.lacks(name, item)}
      missing={isAgentName(name) ? undefined : t('agents.missing')}
      summaryOf={count => t('agents.summary.UninstallAgent', { count, name })}
      onSubmitted={onSubmitted}
      before={
        <section>
          <h2>{t('agents.agent')}</h2>
          <div class="stack">
            <AgentActionField value="UninstallAgent" onChange={onAction} />
            <AgentChoice agents={agents} value={name} onChange={setName} />
            <CheckField label={t('agents.force')} value={force} onChange={setForce} hint={t('agents.forceHint')} />
          </div>
        </section>
      }
    />
  );
}
