import { useState } from 'preact/hooks';
import { listPackages, removePackage } from '../../api/packages';
import type { Package } from '../../api/types';
import { Confirmation } from '../../components/Confirmation';
import { DataTable } from '../../components/DataTable';
import { Empty } from '../../components/Empty';
import { Loaded } from '../../components/Loaded';
import { Pager } from '../../components/Pager';
import { usePages } from '../../hooks/usePages';
import { t } from '../../i18n';
import { UploadButton } from '../../packages/UploadButton';
import { packageColumns } from './packageColumns';

const PAGE_SIZE = 50;

/** The files that connectors can fetch; those who administer upload and remove them. */
export function PackagesTab({ mayChange }: { mayChange: boolean }) {
  const pages = usePages((after, signal) => listPackages({ limit: PAGE_SIZE, after }, signal), []);
  const [removing, setRemoving] = useState<Package>();
  return (
    <>
      <div class="toolbar">
        <p class="quiet">{t('packages.about')}</p>
        {mayChange && <UploadButton onUploaded={pages.query.reload} />}
      </div>
      {removing && (
        <Confirmation
          question={t('packages.remove', { name: removing.name })}
          warning={t('packages.removeWarning')}
          verb={t('remove')}
          act={() => removePackage(removing.sha256)}
          onDone={pages.query.reload}
          onClose={() => setRemoving(undefined)}
        />
      )}
      <Loaded query={pages.query}>
        {page =>
          page.items.length === 0 ? (
            <Empty>{t('packages.empty')}</Empty>
          ) : (
            <>
              <div class="grid-scroll">
                <DataTable
                  caption={t('global.packages')}
                  columns={packageColumns(mayChange ? setRemoving : undefined)}
                  rows={page.items}
                  keyOf={one => one.sha256}
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
