/** A configuration key below its section, and its value. */
export type Setting = readonly [key: string, value: string];

export interface SettingSection {
  readonly name: string;
  readonly settings: readonly Setting[];
}

/** The configuration as its own keys spell it, such as `Operations:RetentionDays`, section by section. */
export function sectionsOf(settings: Readonly<Record<string, unknown>>): readonly SettingSection[] {
  const sections = Object.entries(settings)
    .filter(([, value]) => isBranch(value))
    .map(([name, value]) => ({ name: spelled(name), settings: [...leaves(value, '')] }));
  const own = Object.entries(settings)
    .filter(([, value]) => !isBranch(value))
    .map(([name, value]): Setting => [spelled(name), written(value)]);
  return [...(own.length > 0 ? [{ name: '', settings: own }] : []), ...sections].filter(section => section.settings.length > 0);
}

function* leaves(value: unknown, path: string): Generator<Setting> {
  if (!isBranch(value)) {
    yield [path, written(value)];
    return;
  }
  for (const [name, child] of Object.entries(value)) {
    yield* leaves(child, path ? `${path}:${spelled(name)}` : spelled(name));
  }
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(Array.isArray(value) && value.every(item => typeof item !== 'object'));
}

function written(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
}

function spelled(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
