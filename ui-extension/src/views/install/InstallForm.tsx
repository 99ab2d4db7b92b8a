import { useEffect, useState } from 'preact/hooks';
import { ActionForm, type FormProps } from '../../actions/ActionForm';
import { listGuestLogons } from '../../api/server';
import { Loaded } from '../../components/Loaded';
import { useQuery } from '../../hooks/useQuery';
import { t } from '../../i18n';
import { isEndpoint } from '../../targets/choices';
import { useTargets } from '../../targets/useTargets';
import { GuestLogonSection } from './GuestLogonSection';
import { OptionsSection } from './OptionsSection';
import { isFolder, logonAtFirst, type LogonForm, logonName, logonOf, noOptions, parametersOf } from './form';

/** Where to install, as whom, and how. The password lives as long as this form, which ends when it is submitted. */
export function InstallForm({ choices, onSubmitted }: FormProps) {
  const targets = useTargets('InstallConnector', choices);
  const logons = useQuery(listGuestLogons, []);
  const [logon, setLogon] = useState<LogonForm>(logonAtFirst([]));
  const [options, setOptions] = useState(noOptions);
  useEffect(() => setLogon(logonAtFirst(logons.data ?? [])), [logons.data]);
  const byGuestLogon = !choices.every(isEndpoint);
  const guestLogon = byGuestLogon ? logonOf(logon) : undefined;
  const parameters = parametersOf(options);
  const foldersFit = isFolder(options.parentFolder) && isFolder(options.tempFolder);
  return (
    <ActionForm
      kind="InstallConnector"
      title={t('install.title')}
      verb={t('install.submit')}
      targets={targets}
      work={() => ({ ...(guestLogon ? { guestLogon } : {}), ...(parameters ? { parameters } : {}) })}
      missing={byGuestLogon && !guestLogon ? t('logon.missing') : foldersFit ? undefined : t('options.folderError')}
      summaryOf={count => (byGuestLogon ? t('install.summary', { count, logon: logonName(logon) }) : t('install.summaryByCredential', { count }))}
      onSubmitted={onSubmitted}
    >
      {byGuestLogon && (
        <section>
          <h2>{t('logon')}</h2>
          <Loaded query={logons}>
            {known => <GuestLogonSection form={logon} logons={known} onChange={change => setLogon(form => ({ ...form, ...change }))} />}
          </Loaded>
        </section>
      )}
      <details>
        <summary>{t('options')}</summary>
        <OptionsSection form={options} onChange={change => setOptions(form => ({ ...form, ...change }))} />
      </details>
    </ActionForm>
  );
}
