import { useState } from 'preact/hooks';
import type { FormProps } from '../../actions/ActionForm';
import { ActionView } from '../../actions/ActionView';
import { t } from '../../i18n';
import { type AgentAction, type AgentFormProps, InstallAgentForm } from './InstallAgentForm';
import { UninstallAgentForm } from './UninstallAgentForm';

/** Puts an agent onto virtual machines, or takes one off. */
export default function InstallAgentsView() {
  return <ActionView title={t('agents.installUninstall')} form={props => <Form {...props} />} />;
}

function Form(props: FormProps) {
  const [action, setAction] = useState<AgentAction>('InstallAgent');
  const given: AgentFormProps = { ...props, onAction: setAction };
  return action === 'InstallAgent' ? <InstallAgentForm {...given} /> : <UninstallAgentForm {...given} />;
}
