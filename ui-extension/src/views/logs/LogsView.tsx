import { useState } from 'preact/hooks';
import { ActionForm, type FormProps } from '../../actions/ActionForm';
import { ActionView } from '../../actions/ActionView';
import { CheckField, SelectField } from '../../components/choices';
import { t } from '../../i18n';
import { useTargets } from '../../targets/useTargets';
import { type LogSpan, logSpans, parametersOf } from './form';

/** Brings the logs of connectors to the server, to be looked at here and kept. */
export default function LogsView() {
  return <ActionView title={t('kind.RetrieveLogs')} form={props => <LogsForm {...props} />} />;
}

function LogsForm({ choices, onSubmitted }: FormProps) {
  const targets = useTargets('RetrieveLogs', choices);
  const [span, setSpan] = useState<LogSpan>('');
  const [includeAgents, setIncludeAgents] = useState(false);
  const work = (): { parameters?: unknown } => {
    const parameters = parametersOf(span, includeAgents, Date.now());
    return parameters ? { parameters } : {};
  };
  return (
    <ActionForm
      kind="RetrieveLogs"
      title={t('kind.RetrieveLogs')}
      verb={t('logs.submit')}
      targets={targets}
      work={work}
      summaryOf={count => t('logs.summary', { count })}
      onSubmitted={onSubmitted}
    >
      <div class="fields">
        <SelectField
          label={t('logs.span')}
          value={span}
          onChange={setSpan}
          choices={logSpans.map(value => ({ value, label: value === '' ? t('logs.spanAll') : t('logs.spanHours', { count: Number(value) }) }))}
        />
        <CheckField label={t('logs.agents')} value={includeAgents} onChange={setIncludeAgents} hint={t('logs.agentsHint')} />
      </div>
    </ActionForm>
  );
}
