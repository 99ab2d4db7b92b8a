import type { ComponentChildren } from 'preact';
import type { OperationKind, TargetChoice } from '../api/types';
import { client } from '../client/current';
import { Button } from '../components/Button';
import { DialogPage } from '../components/DialogPage';
import { ProblemMessage } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { t } from '../i18n';
import { type Submission, submitTo, type Work } from '../operations/submit';
import { TargetTable } from '../targets/TargetTable';
import { useTargets } from '../targets/useTargets';

/** What the form of an action is given. */
export interface FormProps {
  readonly choices: readonly TargetChoice[];
  readonly onSubmitted: (submission: Submission) => void;
}

interface ActionFormProps extends FormProps {
  readonly kind: OperationKind;
  readonly title: string;
  /** What the button that starts it says. */
  readonly verb: string;
  /** It takes something away. */
  readonly danger?: boolean;
  /** What is to be done as the form stands. */
  readonly work: () => Omit<Work, 'kind'>;
  /** Why it cannot be done yet. */
  readonly missing?: string | undefined;
  readonly summaryOf: (count: number) => string;
  /** What to ask before the machines. */
  readonly before?: ComponentChildren;
  /** What to ask after them. */
  readonly children?: ComponentChildren;
}

/** Where to do something, and how; submitted once and for all chosen machines. */
export function ActionForm(props: ActionFormProps) {
  const { kind, title, verb, danger = false, choices, work, summaryOf, onSubmitted, before, children } = props;
  const targets = useTargets(kind, choices);
  const submit = useAction(async () => onSubmitted(await submitTo(targets.chosen, { kind, ...work() })));
  const missing = targets.missing ?? props.missing;
  return (
    <DialogPage
      title={title}
      summary={missing ?? summaryOf(targets.chosen.length)}
      buttons={
        <>
          <Button onClick={() => client().closeDialog()}>{t('cancel')}</Button>
          <Button primary danger={danger} busy={submit.busy} disabledBecause={missing} onClick={() => void submit.run()}>
            {verb}
          </Button>
        </>
      }
    >
      {submit.problem && <ProblemMessage problem={submit.problem} />}
      {before}
      <section>
        <h2>{t('targets')}</h2>
        <TargetTable targets={targets} />
      </section>
      {children}
    </DialogPage>
  );
}
