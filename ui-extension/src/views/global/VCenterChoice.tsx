import { client } from '../../client/current';
import { SelectField } from '../../components/choices';
import { t } from '../../i18n';

/** Linked vCenters are looked at one by one, each with the user's session there. */
export function VCenterChoice({ value, onChange }: { value: string | undefined; onChange: (guid: string) => void }) {
  return (
    <SelectField
      label={t('column.vCenter')}
      value={value ?? ''}
      onChange={onChange}
      choices={client().vCenters.map(guid => ({ value: guid, label: guid }))}
    />
  );
}
