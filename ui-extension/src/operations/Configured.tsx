import { type Column, DataTable } from '../components/DataTable';
import { t, textOr } from '../i18n';
import { Notes } from './Notes';
import type { ConfigurationResult } from './results';

type KeyChange = NonNullable<ConfigurationResult['changes']>[number];

/** Which keys of a configuration changed. */
export function Configured({ result: { changes = [], notes = [] } }: { result: ConfigurationResult }) {
  return (
    <>
      {changes.length === 0 ? (
        <p class="quiet">{t('result.nothingToDo')}</p>
      ) : (
        <DataTable caption={t('configuration.changes')} columns={columns()} rows={changes} keyOf={change => change.key} />
      )}
      <Notes notes={notes} />
    </>
  );
}

function columns(): readonly Column<KeyChange>[] {
  return [
    { id: 'key', title: t('configuration.key'), kind: 'name', cell: ({ key }) => textOr(`configuration.key.${key}`, key) },
    { id: 'before', title: t('configuration.before'), kind: 'wide', cell: ({ before }) => before ?? t('configuration.none') },
    { id: 'after', title: t('configuration.after'), kind: 'wide', cell: ({ after }) => after ?? t('configuration.none') },
  ];
}
