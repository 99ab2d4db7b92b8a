import { RadioGroup } from '../../components/choices';
import { t } from '../../i18n';
import type { AgentAction } from './InstallAgentForm';

interface AgentActionFieldProps {
  readonly value: AgentAction;
  readonly onChange: (action: AgentAction) => void;
}

/** Whether an agent is to be installed or uninstalled. */
export function AgentActionField({ value, onChange }: AgentActionFieldProps) {
  return (
    <RadioGroup<AgentAction>
      label={t('agents.what')}
      value={value}
      onChange={onChange}
      choices={[
        { value: 'InstallAgent', label: t('agents.verb.InstallAgent') },
        { value: 'UninstallAgent', label: t('agents.verb.UninstallAgent') },
      ]}
    />
  );
}
