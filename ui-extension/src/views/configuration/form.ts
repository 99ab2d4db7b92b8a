import { type Limits, numberIn } from '../../forms/number';
import { type ConfigurationKey, keys, valueOf } from './keys';

/** What is to become of a key. */
export interface KeyChange {
  readonly to: 'keep' | 'value' | 'default';
  readonly text: string;
}

/** What is to become of each key, by its name, and how long the connector may take to come back. */
export interface ConfigurationForm {
  readonly changes: Readonly<Record<string, KeyChange>>;
  readonly trial: string;
}

export const trialLimits: Limits = { least: 5, most: 600, byDefault: 60 };

export const asItIs: ConfigurationForm = {
  changes: Object.fromEntries(keys.map(key => [key.name, { to: 'keep', text: key.kind === 'choice' ? key.byDefault : '' }])),
  trial: '',
};

export type ConfigurationFault = 'empty' | 'value' | 'trial';

export function isWrong(key: ConfigurationKey, { to, text }: KeyChange): boolean {
  return to === 'value' && valueOf(key, text) === undefined;
}

/** What keeps it from being submitted. */
export function faultOf({ changes, trial }: ConfigurationForm): ConfigurationFault | undefined {
  if (keys.every(key => changes[key.name]!.to === 'keep')) {
    return 'empty';
  }
  if (keys.some(key => isWrong(key, changes[key.name]!))) {
    return 'value';
  }
  return numberIn(trial, trialLimits) === 'wrong' ? 'trial' : undefined;
}

/** The parameters to send; keys that stay are not among them. */
export function parametersOf({ changes, trial }: ConfigurationForm): Record<string, unknown> {
  const given = keys.filter(key => changes[key.name]!.to === 'value').map(key => [key.name, valueOf(key, changes[key.name]!.text)]);
  const reset = keys.filter(key => changes[key.name]!.to === 'default').map(key => key.name);
  const trialSeconds = numberIn(trial, trialLimits);
  return {
    ...Object.fromEntries(given),
    ...(reset.length > 0 && { reset }),
    ...(trialSeconds !== undefined && { trialSeconds }),
  };
}
