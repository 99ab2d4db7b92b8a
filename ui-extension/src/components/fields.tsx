import '@cds/core/checkbox/register.js';
import '@cds/core/forms/register.js';
import '@cds/core/input/register.js';
import '@cds/core/password/register.js';
import '@cds/core/radio/register.js';
import '@cds/core/textarea/register.js';
import type { ComponentChildren } from 'preact';

interface FieldProps<T> {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly placeholder?: string | undefined;
}

export function TextField({ label, value, onChange, placeholder, ...note }: FieldProps<string>) {
  return (
    <cds-input layout="vertical" control-width="stretch">
      <label>{label}</label>
      <input
        type="text"
        value={value}
        placeholder={placeholder}
        autocomplete="off"
        spellcheck={false}
        onInput={event => onChange(event.currentTarget.value)}
      />
      <Note {...note} />
    </cds-input>
  );
}

export function PasswordField({ label, value, onChange, ...note }: FieldProps<string>) {
  return (
    <cds-password layout="vertical" control-width="stretch">
      <label>{label}</label>
      <input
        type="password"
        value={value}
        autocomplete="new-password"
        onInput={event => onChange(event.currentTarget.value)}
      />
      <Note {...note} />
    </cds-password>
  );
}

export function TextArea({ label, value, onChange, placeholder, rows, ...note }: FieldProps<string> & { rows: number }) {
  return (
    <cds-textarea layout="vertical" control-width="stretch">
      <label>{label}</label>
      <textarea
        class="code"
        value={value}
        rows={rows}
        placeholder={placeholder}
        spellcheck={false}
        onInput={event => onChange(event.currentTarget.value)}
      />
      <Note {...note} />
    </cds-textarea>
  );
}

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
}

/** A select of our own: Clarity's writes a style sheet into the page, which the content security policy forbids. */
export function SelectField<T extends string>({ label, value, onChange, choices }: FieldProps<T> & { choices: readonly Choice<T>[] }) {
  return (
    <label class="select-field">
      <span>{label}</span>
      <select value={value} onChange={event => onChange(event.currentTarget.value as T)}>
        {choices.map(choice => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </label>
  );
}

export function RadioGroup<T extends string>({ label, value, onChange, choices }: FieldProps<T> & { choices: readonly Choice<T>[] }) {
  return (
    <cds-radio-group layout="vertical-inline">
      <label>{label}</label>
      {choices.map(choice => (
        <cds-radio key={choice.value}>
          <label>{choice.label}</label>
          <input type="radio" checked={choice.value === value} onChange={() => onChange(choice.value)} />
        </cds-radio>
      ))}
    </cds-radio-group>
  );
}

export function CheckField({ label, value, onChange, hint }: FieldProps<boolean>) {
  return (
    <cds-checkbox>
      <label>{label}</label>
      <input type="checkbox" checked={value} onChange={event => onChange(event.currentTarget.checked)} />
      {hint && <cds-control-message>{hint}</cds-control-message>}
    </cds-checkbox>
  );
}

function Note({ hint, error }: { hint?: string | undefined; error?: string | undefined }): ComponentChildren {
  return error ? <cds-control-message status="error">{error}</cds-control-message> : hint && <cds-control-message>{hint}</cds-control-message>;
}
