import { useState } from 'preact/hooks';
import { listCredentials } from '../../../api/credentials';
import type { Credential } from '../../../api/types';
import { Button } from '../../../components/Button';
import { DataTable } from '../../../components/DataTable';
import { Empty } from '../../../components/Empty';
import { Loaded } from '../../../components/Loaded';
import { Pager } from '../../../components/Pager';
import { usePages } from '../../../hooks/usePages';
import { t } from '../../../i18n';
import { credentialColumns, type CredentialAction } from './columns';
import { AddCredential, ChangeCredential, ConfirmCredential, RemoveCredential, ReplaceSecret } from './dialogs';

const PAGE_SIZE = 50;

const DIALOGS = { change: ChangeCredential, replace: ReplaceSecret, confirm: ConfirmCredential, remove: RemoveCredential };

/** The credentials that the server keeps or is configured with, and how each stands; secrets are never shown. */
export function CredentialsTab() {
  const pages = usePages((after, signal) => listCredentials({ limit: PAGE_SIZE, after }, signal), []);
  const [adding, setAdding] = useState(false);
  const [acting, setActing] = useState<{ readonly action: CredentialAction; readonly credential: Credential }>();
  const Dialog = acting && DIALOGS[acting.action];
  return (
    <>
      <div class="toolbar">
        <p class="quiet">{t('credentials.about')}</p>
        <Button small onClick={() => setAdding(true)}>
          {t('credentials.add')}
        </Button>
      </div>
      {adding && <AddCredential onDone={pages.query.reload} onClose={() => setAdding(false)} />}
      {Dialog && <Dialog credential={acting.credential} onDone={pages.query.reload} onClose={() => setActing(undefined)} />}
      <Loaded query={pages.query}>
        {page =>
          page.items.length === 0 ? (
            <Empty>{t('credentials.none')}</Empty>
          ) : (
            <>
              <div class="grid-scroll">
                <DataTable
                  caption={t('global.credentials')}
                  columns={credentialColumns((action, credential) => setActing({ action, credential }))}
                  rows={page.items}
                  keyOf={credential => `${credential.source}/${credential.name}`}
                />
              </div>
              <Pager pages={pages} pageSize={PAGE_SIZE} />
            </>
          )
        }
      </Loaded>
    </>
  );
}
