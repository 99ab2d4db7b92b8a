import { useState } from 'preact/hooks';
import { ActionForm, type FormProps } from '../../actions/ActionForm';
import { ActionView } from '../../actions/ActionView';
import { CheckField } from '../../components/choices';
import { t } from '../../i18n';
import { useTargets } from '../../targets/useTargets';

/** Takes connectors away, and shows what stays. */
export default function UninstallView() {
  return <ActionView title={t('kind.UninstallConnector')} form={props => <UninstallForm {...props} />} />;
}

function UninstallForm({ choices, onSubmitted }: FormProps) {
  const targets = useTargets('UninstallConnector', choices);
  const [keepAgents, setKeepAgents] = useState(false);
  return (
    <ActionForm
      kind="UninstallConnector"
      title={t('kind.UninstallConnector')}
      verb={t('uninstall.submit')}
      danger
      targets={targets}
      work={() => (keepAgents ? { parameters: { keepAgents } } : {})}
      summaryOf={count => t('uninstall.summary', { count })}
      onSubmitted={onSubmitted}
    >
      <CheckField label={t('uninstall.keepAgents')} value={keepAgents} onChange={setKeepAgents} hint={t('uninstall.keepAgentsHint')} />
    </ActionForm>
  );
}
