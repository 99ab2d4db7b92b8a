import { useState } from 'preact/hooks';
import { addRule, changeRule, dryRun } from '../../../api/rules';
import type { DryRun, Rule } from '../../../api/types';
import { Button } from '../../../components/Button';
import { FormDialog } from '../../../components/FormDialog';
import { Message } from '../../../components/Message';
import { ProblemMessage } from '../../../components/Problem';
import { useAction } from '../../../hooks/useAction';
import { t } from '../../../i18n';
import { DryRunResult } from './DryRunResult';
import { emptyRule, faultOf, type RuleForm, ruleOf } from './form';
import { formOf } from './formOf';
import { RuleFields } from './RuleFields';

interface RuleDialogProps {
  /** The one to change; a new one where there is none. */
  readonly rule?: Rule | undefined;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** A rule to be added or changed; what it would do can be looked at before. */
export function RuleDialog({ rule, onDone, onClose }: RuleDialogProps) {
  const [typed] = useState(() => (rule ? formOf(rule) : emptyRule));
  const [form, setForm] = useState(typed ?? emptyRule);
  const [result, setResult] = useState<DryRun>();
  const trial = useAction(async () => setResult(await dryRun(ruleOf(form, rule))));
  const fault = typed ? faultOf(form) : undefined;
  const change = (part: Partial<RuleForm>): void => {
    setForm(before => ({ ...before, ...part }));
    setResult(undefined);
  };
  return (
    <FormDialog
      title={rule ? t('credentials.change', { name: rule.name }) : t('rules.add')}
      wide
      verb={rule ? t('credentials.changeVerb') : t('credentials.addVerb')}
      missing={typed ? fault && t(`rules.fault.${fault}`) : t('rules.fault.windows')}
      act={() => (rule ? changeRule(rule.id, ruleOf(form, rule)) : addRule(ruleOf(form)))}
      onDone={onDone}
      onClose={onClose}
    >
      {typed ? <RuleFields form={form} onChange={change} /> : <Message status="info">{t('rules.fault.windows')}</Message>}
      {typed && (
        <section class="dry-run">
          <Button small busy={trial.busy} disabledBecause={fault && t(`rules.fault.${fault}`)} onClick={() => void trial.run()}>
            {t('rules.dryRun')}
          </Button>
          {trial.problem && <ProblemMessage problem={trial.problem} />}
          {result && <DryRunResult result={result} />}
          {result?.isAboutAll && (
            <label class="check-field">
              <input
                type="checkbox"
                checked={form.confirmCount === result.chosen}
                onChange={event => setForm(before => ({ ...before, confirmCount: event.currentTarget.checked ? result.chosen : undefined }))}
              />
              <span>{t('rules.confirmAll', { count: result.chosen })}</span>
            </label>
          )}
        </section>
      )}
    </FormDialog>
  );
}
