import type { Credential, CredentialScope } from '../../../api/types';
import { ActionMenu } from '../../../components/ActionMenu';
import type { Column } from '../../../components/DataTable';
import type { Status } from '../../../components/Icon';
import { StatusText } from '../../../components/StatusText';
import { t } from '../../../i18n';
import { formatInstant } from '../../../i18n/format';

/** What can be done with a credential. */
export type CredentialAction = 'confirm' | 'replace' | 'change' | 'remove';

export function credentialColumns(act: (action: CredentialAction, credential: Credential) => void): readonly Column<Credential>[] {
  return [
    { id: 'name', title: t('column.name'), kind: 'name', cell: credential => <Name credential={credential} /> },
    { id: 'account', title: t('logon.username'), kind: 'name', cell: ({ username, domain }) => (domain ? `${domain}\\${username}` : username) },
    { id: 'kinds', title: t('credentials.opens'), kind: 'short', cell: ({ kinds }) => kinds.map(kind => <div key={kind}>{t(`credentials.kind.${kind}`)}</div>) },
    { id: 'scope', title: t('credentials.scope'), cell: ({ scope }) => scopeText(scope) },
    { id: 'state', title: t('column.state'), cell: credential => <State credential={credential} /> },
    { id: 'worked', title: t('credentials.lastWorked'), cell: ({ lastWorkedAt, lastWorkedOn }) => <LastWorked at={lastWorkedAt} on={lastWorkedOn} /> },
    { id: 'used', title: t('credentials.usedBy'), kind: 'short', cell: ({ usedBy }) => <UsedBy usedBy={usedBy} /> },
    { id: 'actions', title: t('column.actions'), kind: 'actions', cell: credential => <Actions credential={credential} act={act} /> },
  ];
}

function Name({ credential: { name, source } }: { credential: Credential }) {
  return (
    <>
      {name}
      {source !== 'Stored' && <div class="quiet">{t(`credentials.source.${source}`)}</div>}
    </>
  );
}

const STATUS: Readonly<Record<NonNullable<Credential['state']>, Status>> = { Unproved: 'neutral', Good: 'success', Suspended: 'danger' };

function State({ credential: { state = 'Unproved', suspendedAt, lastRefusedBy, lastRefusedAt } }: { credential: Credential }) {
  return (
    <StatusText status={STATUS[state]}>
      {t(`credentials.state.${state}`)}
      {suspendedAt && (
        <div class="quiet">{t('credentials.refused', { machine: lastRefusedBy ?? t('none'), time: formatInstant(lastRefusedAt ?? suspendedAt) })}</div>
      )}
    </StatusText>
  );
}

function LastWorked({ at, on }: { at: string | null | undefined; on: string | null | undefined }) {
  return at ? (
    <>
      {formatInstant(at)}
      {on && <div class="quiet">{on}</div>}
    </>
  ) : (
    <>{t('none')}</>
  );
}

function UsedBy({ usedBy: { machines, operations } }: { usedBy: Credential['usedBy'] }) {
  return (
    <>
      <div>{t('credentials.usedByMachines', { count: machines })}</div>
      {operations > 0 && <div class="quiet">{t('credentials.usedByOperations', { count: operations })}</div>}
    </>
  );
}

function Actions({ credential, act }: { credential: Credential; act: (action: CredentialAction, credential: Credential) => void }) {
  const stored = credential.source === 'Stored';
  const actions: readonly CredentialAction[] = [
    ...(credential.state === 'Suspended' ? (['confirm'] as const) : []),
    ...(stored ? (['replace', 'change', 'remove'] as const) : []),
  ];
  return (
    <ActionMenu
      items={actions.map(action => ({ id: action, label: t(`credentials.action.${action}`), act: () => act(action, credential) }))}
      disabledBecause={actions.length === 0 && t('credentials.configuredOnly')}
    >
      {t('column.actions')}
      <span class="for-screen-readers"> {credential.name}</span>
    </ActionMenu>
  );
}

function scopeText({ vCenter, object, namePattern, standalone }: CredentialScope): string {
  const parts = [
    vCenter,
    object,
    namePattern,
    standalone === true ? t('credentials.machines.standalone') : standalone === false ? t('credentials.machines.virtual') : undefined,
  ].filter(part => part);
  return parts.length > 0 ? parts.join(' · ') : t('credentials.everywhere');
}
