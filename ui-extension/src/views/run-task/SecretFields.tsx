import { Button } from '../../components/Button';
import { PasswordField, TextField } from '../../components/fields';
import { t } from '../../i18n';
import type { Secret } from './form';

interface SecretFieldsProps {
  readonly secrets: readonly Secret[];
  readonly onChange: (secrets: readonly Secret[]) => void;
}

/** Variables of the environment whose values nothing records or shows. */
export function SecretFields({ secrets, onChange }: SecretFieldsProps) {
  const change = (index: number, part: Partial<Secret>): void =>
    onChange(secrets.map((secret, at) => (at === index ? { ...secret, ...part } : secret)));
  return (
    <fieldset class="secrets">
      <legend>{t('task.secrets')}</legend>
      <p class="quiet">{t('task.secretsHint')}</p>
      {secrets.map((secret, index) => (
        <div key={index} class="row">
          <TextField label={t('column.name')} value={secret.name} onChange={name => change(index, { name })} />
          <PasswordField label={t('task.secret')} value={secret.value} onChange={value => change(index, { value })} />
          <Button flat small onClick={() => onChange(secrets.filter((_, at) => at !== index))}>
            {t('remove')}
            <span class="for-screen-readers"> {secret.name}</span>
          </Button>
        </div>
      ))}
      <Button small onClick={() => onChange([...secrets, { name: '', value: '' }])}>
        {t('task.addSecret')}
      </Button>
    </fieldset>
  );
}
