import { useState } from 'preact/hooks';
import { ActionForm, type FormProps } from '../../actions/ActionForm';
import type { Package } from '../../api/types';
import { CheckField } from '../../components/choices';
import { t } from '../../i18n';
import { PackageField } from '../../packages/PackageField';
import { useTargets } from '../../targets/useTargets';
import { AgentActionField } from './AgentActionField';

export type AgentAction = 'InstallAgent' | 'UninstallAgent';

export interface AgentFormProps extends FormProps {
  readonly onAction: (action: AgentAction) => void;
}

/** Which package to install, and whether its agent is to run at once. */
export function InstallAgentForm({ choices, onSubmitted, onAction }: AgentFormProps) {
  const targets = useTargets('InstallAgent', choices);
  const [agent, setAgent] = useState<Package>();
  const [doNotStart, setDoNotStart] = useState(false);
  return (
    <ActionForm
      kind="InstallAgent"
      targets={targets}
      title={t('agents.installUninstall')}
      verb={t('agents.verb.InstallAgent')}
      work={() => ({ parameters: { sha256: agent!.sha256, ...(doNotStart && { doNotStart }) } })}
      missing={agent ? undefined : t('packages.missing')}
      summaryOf={count => t('agents.summary.InstallAgent', { count, name: agent?.name ?? '' })}
      onSubmitted={onSubmitted}
      before={
        <section>
          <h2>{t('agents.agent')}</h2>
          <div class="stack">
            <AgentActionField value="InstallAgent" onChange={onAction} />
            <PackageField use="agent" value={agent} onChange={setAgent} />
            <CheckField label={t('agents.doNotStart')} value={doNotStart} onChange={setDoNotStart} hint={t('agents.doNotStartHint')} />
          </div>
        </section>
      }
    />
  );
}
