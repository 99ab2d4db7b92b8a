import { TextArea } from '../../../components/fields';
import { t } from '../../../i18n';
import { attributesOf, type Condition, conditions, type ScopeForm } from './form';

interface ScopeFieldsProps {
  readonly form: ScopeForm;
  readonly onChange: (form: ScopeForm) => void;
}

const EXAMPLES: Readonly<Record<Condition, string>> = {
  names: 'web-*',
  folders: 'Production/Web',
  datacenters: 'Frankfurt',
  clusters: 'Production',
  hosts: 'esx01.example',
  resourcePools: 'Standard',
  tags: 'Environment:Production',
  guests: 'linux',
  networks: 'dmz-*',
  vCenters: 'main',
  attributes: 'Owner=web*',
};

/** These are asked for at once; the others are a click away, unless they are used. */
const FIRST: readonly Condition[] = ['names', 'folders', 'tags', 'guests'];

/** Conditions on virtual machines: each kind that is given must be met, by one of its values. */
export function ScopeFields({ form, onChange }: ScopeFieldsProps) {
  const all: readonly Condition[] = [...conditions, 'attributes'];
  const first = all.filter(condition => FIRST.includes(condition) || form[condition] !== '');
  const others = all.filter(condition => !first.includes(condition));
  const field = (condition: Condition) => (
    <TextArea
      key={condition}
      label={t(`rules.condition.${condition}`)}
      value={form[condition]}
      rows={2}
      placeholder={EXAMPLES[condition]}
      onChange={text => onChange({ ...form, [condition]: text })}
      error={condition === 'attributes' && !attributesOf(form.attributes) ? t('rules.fault.attributes') : undefined}
    />
  );
  return (
    <>
      <p class="about">{t('rules.scopeHint')}</p>
      <div class="fields two-columns">{first.map(field)}</div>
      {others.length > 0 && (
        <details>
          <summary class="minor">{t('rules.moreConditions')}</summary>
          <div class="fields two-columns">{others.map(field)}</div>
        </details>
      )}
    </>
  );
}
