import { useId } from 'preact/hooks';
import { t, textOr } from '../../i18n';
import { formatNumber } from '../../i18n/format';
import { isWrong, type KeyChange } from './form';
import type { ConfigurationKey } from './keys';

interface KeyFieldProps {
  readonly of: ConfigurationKey;
  readonly change: KeyChange;
  readonly onChange: (part: Partial<KeyChange>) => void;
}

/** A key: left as it is, changed, or brought back to its default. */
export function KeyField({ of: key, change, onChange }: KeyFieldProps) {
  const id = useId();
  const name = textOr(`configuration.key.${key.name}`, key.name);
  const noDefault = key.kind !== 'number' && key.kind !== 'choice' && key.noDefault === true;
  return (
    <div class="key" role="group" aria-labelledby={id}>
      <div class="key-name">
        <span id={id}>{name}</span>
        <span class="quiet code">{key.name}</span>
      </div>
      <select
        aria-labelledby={id}
        value={change.to}
        onChange={event => onChange({ to: event.currentTarget.value as KeyChange['to'] })}
      >
        <option value="keep">{t('configuration.keep')}</option>
        <option value="value">{t('configuration.value')}</option>
        {!noDefault && <option value="default">{defaultText(key)}</option>}
      </select>
      {change.to === 'value' && (
        <div class="key-value">
          <Value of={key} label={name} text={change.text} wrong={isWrong(key, change)} onChange={text => onChange({ text })} />
          <p class={isWrong(key, change) && change.text !== '' ? 'fault' : 'quiet'}>{rangeText(key)}</p>
        </div>
      )}
    </div>
  );
}

interface ValueProps {
  readonly of: ConfigurationKey;
  readonly label: string;
  readonly text: string;
  readonly wrong: boolean;
  readonly onChange: (text: string) => void;
}

function Value({ of: key, label, text, wrong, onChange }: ValueProps) {
  const given = { value: text, 'aria-label': label, 'aria-invalid': wrong, spellcheck: false };
  switch (key.kind) {
    case 'choice':
      return (
        <select value={text} aria-label={label} onChange={event => onChange(event.currentTarget.value)}>
          {key.values.map(value => (
            <option key={value} value={value}>
              {textOr(`configuration.choice.${value}`, value)}
            </option>
          ))}
        </select>
      );
    case 'lines':
      return <textarea {...given} class="code" rows={2} placeholder={key.example} onInput={event => onChange(event.currentTarget.value)} />;
    case 'number':
      return <input {...given} inputMode="numeric" placeholder={String(key.limits.byDefault)} onInput={event => onChange(event.currentTarget.value)} />;
    case 'text':
      return <input {...given} placeholder={key.example} onInput={event => onChange(event.currentTarget.value)} />;
  }
}

function defaultText(key: ConfigurationKey): string {
  const value = key.kind === 'number' ? formatNumber(key.limits.byDefault!) : key.kind === 'choice' ? textOr(`configuration.choice.${key.byDefault}`, key.byDefault) : t('configuration.none');
  return t('configuration.default', { value });
}

function rangeText(key: ConfigurationKey): string {
  return key.kind === 'number' ? t('number.range', { least: key.limits.least, most: key.limits.most }) : textOr(`configuration.hint.${key.name}`, '');
}
