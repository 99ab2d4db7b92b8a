import { useState } from 'preact/hooks';
import { ActionForm, type FormProps } from '../../actions/ActionForm';
import { ActionView } from '../../actions/ActionView';
import { AgentChoice } from '../../agents/AgentChoice';
import { isAgentName } from '../../agents/name';
import { useAgents } from '../../agents/useAgents';
import { RadioGroup } from '../../components/choices';
import { t } from '../../i18n';
import { useTargets } from '../../targets/useTargets';

type Kind = 'StartAgent' | 'StopAgent';

/** Starts or stops an agent on virtual machines. */
export default function StartStopAgentsView() {
  return <ActionView title={t('agents.startStop')} form={props => <StartStopForm {...props} />} />;
}

function StartStopForm({ choices, onSubmitted }: FormProps) {
  const [kind, setKind] = useState<Kind>('StartAgent');
  const [name, setName] = useState('');
  const targets = useTargets(kind, choices);
  const agents = useAgents(targets.query.data?.items);
  return (
    <ActionForm
      kind={kind}
      targets={targets}
      title={t('agents.startStop')}
      verb={t(`agents.verb.${kind}`)}
      work={() => ({ parameters: { name } })}
      suits={item => !agents.lacks(name, item)}
      missing={isAgentName(name) ? undefined : t('agents.missing')}
      summaryOf={count => t(`agents.summary.${kind}`, { count, name })}
      onSubmitted={onSubmitted}
      before={
        <section>
          <h2>{t('agents.agent')}</h2>
          <div class="stack">
            <RadioGroup<Kind>
              label={t('agents.what')}
              value={kind}
              onChange={setKind}
              choices={[
                { value: 'StartAgent', label: t('agents.verb.StartAgent') },
                { value: 'StopAgent', label: t('agents.verb.StopAgent') },
              ]}
            />
            <AgentChoice agents={agents} value={name} onChange={setName} />
          </div>
        </section>
      }
    />
  );
}
