import { SelectField } from '../../../components/choices';
import { TextField } from '../../../components/fields';
import { t } from '../../../i18n';
import type { ScopeForm } from './form';

interface ScopeSectionProps {
  readonly form: ScopeForm;
  readonly onChange: (change: Partial<ScopeForm>) => void;
}

/** Where a credential may be used: everywhere, unless something narrows it. */
export function ScopeSection({ form, onChange }: ScopeSectionProps) {
  return (
    <div class="fields two-columns">
      <SelectField
        label={t('credentials.machines')}
        value={form.machines}
        onChange={machines => onChange({ machines })}
        choices={[
          { value: 'all', label: t('credentials.machines.all') },
          { value: 'virtual', label: t('credentials.machines.virtual') },
          { value: 'standalone', label: t('credentials.machines.standalone') },
        ]}
      />
      <TextField
        label={t('credentials.namePattern')}
        value={form.namePattern}
        placeholder="web-*"
        onChange={namePattern => onChange({ namePattern })}
      />
      <TextField
        label={t('column.vCenter')}
        value={form.vCenter}
        placeholder={t('filter.any')}
        onChange={vCenter => onChange({ vCenter })}
        hint={t('credentials.vCenterHint')}
      />
      <TextField
        label={t('credentials.object')}
        value={form.object}
        placeholder="group-v22"
        onChange={object => onChange({ object })}
        hint={t('credentials.objectHint')}
      />
    </div>
  );
}
