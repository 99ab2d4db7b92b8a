import type { ComponentChildren } from 'preact';
import type { OperationKind, PreflightItem } from '../api/types';
import { client } from '../client/current';
import { Button } from '../components/Button';
import { DialogPage } from '../components/DialogPage';
import { ProblemMessage } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { t } from '../i18n';
import { type Submission, submitTo, type Work } from '../operations/submit';
import type { Choice } from '../targets/choices';
import { TargetTable } from '../targets/TargetTable';
import type { Targets } from '../targets/useTargets';

/** What the form of an action is given. */
export interface FormProps {
  readonly choices: readonly Choice[];
  readonly onSubmitted: (submission: Submission) => void;
}

interface ActionFormProps extends Pick<FormProps, 'onSubmitted'> {
  readonly kind: OperationKind;
  readonly targets: Targets;
  readonly title: string;
  /** What the button that starts it says. */
  readonly verb: string;
  /** It takes something away. */
  readonly danger?: boolean;
  /** What is to be done as the form stands. */
  readonly work: () => Omit<Work, 'kind'>;
  /** Which of the chosen machines it is to be done on; on all of them where nothing is said. */
  readonly suits?: (item: PreflightItem) => boolean;
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
  const { kind, targets, title, verb, danger = false, work, suits, summaryOf, onSubmitted, before, children } = props;
  const chosen = suits ? targets.chosen.filter(suits) : targets.chosen;
  const submit = useAction(async () => onSubmitted(await submitTo(chosen, { kind, ...work() })));
  const missing = targets.missing ?? props.missing ?? (chosen.length === 0 ? t('targets.suitsNone') : undefined);
  return (
    <DialogPage
      title={title}
      summary={missing ?? summaryOf(chosen.length)}
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
