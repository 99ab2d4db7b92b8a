import { type Limits, numberIn } from '../forms/number';
import { t } from '../i18n';
import { TextField } from './fields';

interface NumberFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly limits: Limits;
  readonly hint?: string;
}

/** A whole number within limits; where it is left empty the default, which stands in it, is taken. */
export function NumberField({ label, value, onChange, limits, hint }: NumberFieldProps) {
  const { least, most, byDefault } = limits;
  return (
    <TextField
      label={label}
      value={value}
      onChange={onChange}
      placeholder={byDefault === undefined ? undefined : String(byDefault)}
      hint={hint}
      error={numberIn(value, limits) === 'wrong' ? t('number.fault', { least, most }) : undefined}
    />
  );
}
