import { SearchField, SelectField } from '../../components/choices';
import { conditions } from '../../connectors/ConnectorStateText';
import { t, textOr } from '../../i18n';

export interface MachineFilter {
  readonly name: string;
  readonly connector: string;
  readonly power: string;
}

export const noFilter: MachineFilter = { name: '', connector: '', power: '' };

const POWER = ['poweredOn', 'poweredOff', 'suspended'];

export function MachineFilters({ filter, onChange }: { filter: MachineFilter; onChange: (change: Partial<MachineFilter>) => void }) {
  const any = { value: '', label: t('filter.any') };
  return (
    <div class="filters">
      <SearchField label={t('filter.name')} value={filter.name} onChange={name => onChange({ name })} />
      <SelectField
        label={t('column.connector')}
        value={filter.connector}
        onChange={connector => onChange({ connector })}
        choices={[any, ...conditions.map(value => ({ value: value as string, label: textOr(`connector.${value}`, value) }))]}
      />
      <SelectField
        label={t('column.power')}
        value={filter.power}
        onChange={power => onChange({ power })}
        choices={[any, ...POWER.map(value => ({ value, label: textOr(`power.${value}`, value) }))]}
      />
    </div>
  );
}
