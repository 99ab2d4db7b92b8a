import '@cds/core/forms/register.js';
import '@cds/core/input/register.js';
import '@cds/core/password/register.js';
import '@cds/core/textarea/register.js';
import type { ComponentChildren } from 'preact';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly placeholder?: string | undefined;
}

export function TextField({ label, value, onChange, placeholder, ...note }: FieldProps) {
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

export function PasswordField({ label, value, onChange, ...note }: FieldProps) {
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

export function TextArea({ label, value, onChange, placeholder, rows, ...note }: FieldProps & { rows: number }) {
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

function Note({ hint, error }: { hint?: string | undefined; error?: string | undefined }): ComponentChildren {
  const text = error ?? hint;
  return (
    text && (
      <cds-control-message {...(error && { status: 'error' })}>
        <span class="note">{text}</span>
      </cds-control-message>
    )
  );
}
