import { useEffect, useState } from 'preact/hooks';
import { listGuestLogons } from '../../api/server';
import type { TargetChoice } from '../../api/types';
import { client } from '../../client/current';
import { Button } from '../../components/Button';
import { DialogPage } from '../../components/DialogPage';
import { Loaded } from '../../components/Loaded';
import { ProblemMessage } from '../../components/Problem';
import { useAction } from '../../hooks/useAction';
import { useQuery } from '../../hooks/useQuery';
import { t } from '../../i18n';
import { type Submission, submitTo } from '../../operations/submit';
import { TargetTable } from '../../targets/TargetTable';
import { useTargets } from '../../targets/useTargets';
import { GuestLogonSection } from './GuestLogonSection';
import { OptionsSection } from './OptionsSection';
import { isFolder, logonAtFirst, type LogonForm, logonName, logonOf, noOptions, parametersOf } from './form';

interface InstallFormProps {
  readonly choices: readonly TargetChoice[];
  readonly onSubmitted: (submission: Submission) => void;
}

/** Where to install, as whom, and how. */
export function InstallForm({ choices, onSubmitted }: InstallFormProps) {
  const targets = useTargets('InstallConnector', choices);
  const logons = useQuery(listGuestLogons, []);
  const [logon, setLogon] = useState<LogonForm>(logonAtFirst([]));
  const [options, setOptions] = useState(noOptions);
  useEffect(() => setLogon(logonAtFirst(logons.data ?? [])), [logons.data]);
  const guestLogon = logonOf(logon);
  const submit = useAction(async () => {
    const parameters = parametersOf(options);
    const work = { kind: 'InstallConnector' as const, ...(guestLogon ? { guestLogon } : {}), ...(parameters ? { parameters } : {}) };
    const submission = await submitTo(targets.chosen, work);
    setLogon(form => ({ ...form, password: '' }));
    onSubmitted(submission);
  });
  const missing = targets.missing ?? missingFor(guestLogon !== undefined, isFolder(options.parentFolder) && isFolder(options.tempFolder));
  return (
    <DialogPage
      title={t('install.title')}
      summary={missing || t('install.summary', { count: targets.chosen.length, logon: logonName(logon) })}
      buttons={
        <>
          <Button onClick={() => client().closeDialog()}>{t('cancel')}</Button>
          <Button primary busy={submit.busy} disabledBecause={missing} onClick={() => void submit.run()}>
            {t('install.submit')}
          </Button>
        </>
      }
    >
      {submit.problem && <ProblemMessage problem={submit.problem} />}
      <section>
        <h2>{t('targets')}</h2>
        <TargetTable targets={targets} />
      </section>
      <section>
        <h2>{t('logon')}</h2>
        <Loaded query={logons}>
          {known => (
            <GuestLogonSection form={logon} logons={known} onChange={change => setLogon(form => ({ ...form, ...change }))} />
          )}
        </Loaded>
      </section>
      <details>
        <summary>{t('options')}</summary>
        <OptionsSection form={options} onChange={change => setOptions(form => ({ ...form, ...change }))} />
      </details>
    </DialogPage>
  );
}

/** Why it cannot be submitted yet; empty where it can. */
function missingFor(hasLogon: boolean, foldersFit: boolean): string {
  if (!hasLogon) {
    return t('logon.missing');
  }
  return foldersFit ? '' : t('options.folderError');
}
