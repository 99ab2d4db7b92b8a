import { useId } from 'preact/hooks';

interface MomentFieldProps {
  readonly label: string;
  /** As the browser writes it: `2026-02-03T04:05`, in the user's own time zone. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A day and a time. */
export function MomentField({ label, value, onChange }: MomentFieldProps) {
  const id = useId();
  return (
    <div class="plain-field">
      <label for={id}>{label}</label>
      <input id={id} type="datetime-local" value={value} onInput={event => onChange(event.currentTarget.value)} />
    </div>
  );
}
