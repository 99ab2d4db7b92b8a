import { useId } from 'preact/hooks';

// Controls of the browser in Clarity's colours: Clarity's own select writes a style sheet into the page, which the content security policy
// forbids, and its radio buttons and checkboxes cover the real ones.

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly choices: readonly Choice<T>[];
}

export function SelectField<T extends string>({ label, value, onChange, choices }: ChoiceProps<T>) {
  const id = useId();
  return (
    <div class="plain-field">
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={event => onChange(event.currentTarget.value as T)}>
        {choices.map(choice => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  );
}

export function RadioGroup<T extends string>({ label, value, onChange, choices }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset class="radio-group">
      <legend>{label}</legend>
      {choices.map(choice => (
        <label key={choice.value} class="check-field">
          <input type="radio" name={name} checked={choice.value === value} onChange={() => onChange(choice.value)} />
          <span>{choice.label}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface CheckFieldProps {
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
  readonly hint: string;
}

export function CheckField({ label, value, onChange, hint }: CheckFieldProps) {
  const id = useId();
  return (
    <div>
      <label class="check-field">
        <input type="checkbox" checked={value} aria-describedby={id} onChange={event => onChange(event.currentTarget.checked)} />
        <span>{label}</span>
      </label>
      <p id={id} class="hint">
        {hint}
      </p>
    </div>
  );
}

/** Text to look for. */
export function SearchField({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const id = useId();
  return (
    <div class="plain-field">
      <label for={id}>{label}</label>
      <input id={id} type="search" value={value} autocomplete="off" spellcheck={false} onInput={event => onChange(event.currentTarget.value)} />
    </div>
  );
}
