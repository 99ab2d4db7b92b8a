import { listGuestLogons } from '../../../api/server';
import type { OperationKind } from '../../../api/types';
import { CheckField, SelectField } from '../../../components/choices';
import { TextArea, TextField } from '../../../components/fields';
import { NumberField } from '../../../components/numbers';
import { useQuery } from '../../../hooks/useQuery';
import { t } from '../../../i18n';
import { kindText, operationKinds } from '../../../operations/labels';
import { limits, parametersOf } from './form';
import { days, ownTimeZone, type WindowForm, windowFaulty } from './maintenance';
import type { RuleFieldsProps } from './RuleFields';

/** What a rule does, when it may, and how fast. */
export function RuleActionFields({ form, onChange }: RuleFieldsProps) {
  const logons = useQuery(listGuestLogons, []);
  return (
    <section>
      <h3>{t('rules.action')}</h3>
      <div class="fields">
        <div class="fields two-columns">
          <SelectField<OperationKind>
            label={t('column.operation')}
            value={form.kind}
            onChange={kind => onChange({ kind })}
            choices={operationKinds.map(value => ({ value, label: kindText(value) }))}
          />
          <SelectField
            label={t('logon')}
            value={form.guestLogon}
            onChange={guestLogon => onChange({ guestLogon })}
            choices={[{ value: '', label: t('endpoints.bestCredential') }, ...(logons.data ?? []).map(({ name }) => ({ value: name, label: name }))]}
          />
        </div>
        <Window form={form.window} onChange={window => onChange({ window })} />
        <details>
          <summary class="minor">{t('options')}</summary>
          <Options form={form} onChange={onChange} />
        </details>
      </div>
    </section>
  );
}

function Window({ form, onChange }: { form: WindowForm; onChange: (form: WindowForm) => void }) {
  const toggle = (day: WindowForm['days'][number]): void =>
    onChange({ ...form, days: days.filter(one => (one === day ? !form.days.includes(one) : form.days.includes(one))) });
  return (
    <>
      <CheckField label={t('rules.window')} value={form.limited} onChange={limited => onChange({ ...form, limited })} hint={t('rules.windowHint')} />
      {form.limited && (
        <>
          <fieldset class="radio-group">
            <legend>{t('rules.days')}</legend>
            {days.map(day => (
              <label key={day} class="check-field">
                <input type="checkbox" checked={form.days.includes(day)} onChange={() => toggle(day)} />
                <span>{t(`rules.day.${day}`)}</span>
              </label>
            ))}
          </fieldset>
          <div class="row">
            <TextField label={t('patches.from')} value={form.from} onChange={from => onChange({ ...form, from })} />
            <TextField label={t('patches.to')} value={form.to} onChange={to => onChange({ ...form, to })} />
            <TextField
              label={t('rules.timeZone')}
              value={form.timeZone}
              placeholder={ownTimeZone()}
              onChange={timeZone => onChange({ ...form, timeZone })}
            />
          </div>
          {windowFaulty(form) && <p class="fault">{t('rules.fault.window')}</p>}
        </>
      )}
    </>
  );
}

function Options({ form, onChange }: RuleFieldsProps) {
  return (
    <div class="fields two-columns">
      <NumberField label={t('rules.atOnce')} value={form.atOnce} onChange={atOnce => onChange({ atOnce })} limits={limits.atOnce} />
      <NumberField label={t('rules.perHost')} value={form.perHost} onChange={perHost => onChange({ perHost })} limits={limits.perHost} />
      <NumberField label={t('rules.perHour')} value={form.perHour} onChange={perHour => onChange({ perHour })} limits={limits.perHour} hint={t('rules.perHourHint')} />
      <NumberField label={t('rules.retries')} value={form.retries} onChange={retries => onChange({ retries })} limits={limits.retries} />
      <NumberField
        label={t('rules.settleSeconds')}
        value={form.settleSeconds}
        onChange={settleSeconds => onChange({ settleSeconds })}
        limits={limits.settleSeconds}
        hint={t('rules.settleSecondsHint')}
      />
      <NumberField
        label={t('rules.giveUpHours')}
        value={form.giveUpHours}
        onChange={giveUpHours => onChange({ giveUpHours })}
        limits={limits.giveUpHours}
        hint={t('rules.giveUpHoursHint')}
      />
      <TextArea
        label={t('rules.parameters')}
        value={form.parameters}
        rows={3}
        placeholder="{}"
        onChange={parameters => onChange({ parameters })}
        hint={t('rules.parametersHint')}
        error={parametersOf(form.parameters) === 'wrong' ? t('rules.fault.parameters') : undefined}
      />
    </div>
  );
}
