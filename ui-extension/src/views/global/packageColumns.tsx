import type { Package } from '../../api/types';
import { Button } from '../../components/Button';
import type { Column } from '../../components/DataTable';
import { t } from '../../i18n';
import { formatBytes, formatInstant } from '../../i18n/format';
import { useOf } from '../../packages/uses';

const SHOWN_OF_HASH = 12;

export function packageColumns(remove: ((one: Package) => void) | undefined): readonly Column<Package>[] {
  const columns: readonly Column<Package>[] = [
    { id: 'name', title: t('column.name'), kind: 'name', cell: one => one.name },
    { id: 'use', title: t('packages.use'), kind: 'short', cell: one => t(`packages.use.${useOf(one.name)}`) },
    { id: 'size', title: t('packages.size'), kind: 'number', cell: one => formatBytes(one.size) },
    { id: 'uploaded', title: t('packages.uploaded'), kind: 'short', cell: one => formatInstant(one.uploadedAt) },
    { id: 'by', title: t('column.by'), kind: 'name', cell: one => one.uploadedBy },
    { id: 'sha256', title: 'SHA-256', kind: 'short', cell: ({ sha256 }) => <span class="code" title={sha256}>{sha256.slice(0, SHOWN_OF_HASH)}…</span> },
  ];
  return remove ? [...columns, { id: 'remove', title: t('column.actions'), kind: 'actions', cell: one => <Remove name={one.name} onClick={() => remove(one)} /> }] : columns;
}

function Remove({ name, onClick }: { name: string; onClick: () => void }) {
  return (
    <Button flat small onClick={onClick}>
      {t('remove')}
      <span class="for-screen-readers"> {name}</span>
    </Button>
  );
}
