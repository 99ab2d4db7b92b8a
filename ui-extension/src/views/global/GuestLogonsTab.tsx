import { listGuestLogons } from '../../api/server';
import type { GuestLogon } from '../../api/types';
import { type Column, DataTable } from '../../components/DataTable';
import { Empty } from '../../components/Empty';
import { Loaded } from '../../components/Loaded';
import { useQuery } from '../../hooks/useQuery';
import { t } from '../../i18n';

/** The logons for guests that the server is configured with: their names, never a password. */
export function GuestLogonsTab() {
  const query = useQuery(listGuestLogons, []);
  return (
    <>
      <p class="about">{t('logons.about')}</p>
      <Loaded query={query}>
        {logons =>
          logons.length === 0 ? (
            <Empty>{t('logon.noneConfigured')}</Empty>
          ) : (
            <DataTable caption={t('global.logons')} columns={columns()} rows={logons} keyOf={logon => logon.name} />
          )
        }
      </Loaded>
    </>
  );
}

function columns(): readonly Column<GuestLogon>[] {
  return [
    { id: 'name', title: t('column.name'), cell: logon => logon.name },
    { id: 'username', title: t('logon.username'), cell: logon => logon.username },
    { id: 'by', title: t('logon.by'), kind: 'wide', cell: logon => (logon.alias ? t('logon.byAlias') : t('logon.password')) },
  ];
}
