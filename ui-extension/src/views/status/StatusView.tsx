import { useEffect, useState } from 'preact/hooks';
import { Problem } from '../../api/problem';
import type { Operation, PreflightItem } from '../../api/types';
import { client } from '../../client/current';
import { Button } from '../../components/Button';
import { DialogPage } from '../../components/DialogPage';
import { Empty } from '../../components/Empty';
import { Loaded } from '../../components/Loaded';
import { Loading } from '../../components/Loading';
import { ProblemMessage } from '../../components/Problem';
import { useAction } from '../../hooks/useAction';
import { t } from '../../i18n';
import type { RefusedTarget } from '../../operations/ProgressPanel';
import { type Submission, submitAgain, submitTo } from '../../operations/submit';
import { askedTargets } from '../../targets/asked';
import { useTargets } from '../../targets/useTargets';
import { ProgressDialog } from '../progress/ProgressDialog';

/** Asks connectors for their status as soon as it is opened, where that can work, and shows what each answers. */
export default function StatusView() {
  const [choices] = useState(askedTargets);
  const targets = useTargets('GetStatus', choices);
  const [submission, setSubmission] = useState<Submission>();
  const ask = useAction(async (items: readonly PreflightItem[]) => {
    const able = items.filter(item => item.verdict !== 'Blocked');
    const asked = able.length > 0 ? await submitTo(able, { kind: 'GetStatus' }) : { followed: [], refused: [] };
    setSubmission({ ...asked, refused: [...asked.refused, ...items.flatMap(blockedReason)] });
  });
  const again = useAction(async (failed: readonly Operation[]) => setSubmission(await submitAgain(failed)));
  const items = targets.query.data?.items;
  useEffect(() => {
    if (items && items.length > 0) {
      void ask.run(items);
    }
  }, [items]);
  if (submission) {
    const retry = (failed: readonly Operation[]): void => void again.run(failed);
    return <ProgressDialog title={t('kind.GetStatus')} submission={submission} opened problem={again.problem} onRetry={retry} />;
  }
  return (
    <DialogPage title={t('kind.GetStatus')} buttons={<Button onClick={() => client().closeDialog()}>{t('close')}</Button>}>
      {ask.problem && <ProblemMessage problem={ask.problem} onRetry={targets.query.reload} />}
      <Loaded query={targets.query} loadingText={t('targets.checking')}>
        {answer => (answer.items.length === 0 ? <Empty>{t('targets.none')}</Empty> : !ask.problem && <Loading />)}
      </Loaded>
    </DialogPage>
  );
}

function blockedReason({ verdict, virtualMachine, findings }: PreflightItem): readonly RefusedTarget[] {
  const reason = findings.find(finding => finding.severity === 'Blocked');
  return verdict === 'Blocked'
    ? [{ name: virtualMachine.name, problem: new Problem(reason?.code ?? 'blocked', reason?.message ?? '', reason?.remedy ?? '') }]
    : [];
}
