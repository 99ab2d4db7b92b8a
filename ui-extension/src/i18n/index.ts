import { en } from './en';

export type TextKey = keyof typeof en;

/** A text, or its forms by the plural rules of its language for `count`. */
export type Text = string | PluralForms;

export type PluralForms = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

export type Texts = Record<TextKey, Text>;

/** The texts of a part of the views in another language: the same keys. */
export type Translated<T> = Record<keyof T, Text>;

export type Values = Readonly<Record<string, string | number>>;

/** The languages beside English; a client whose language is not here gets English. */
export const translations: Readonly<Record<string, () => Promise<Texts>>> = {
  de: async () => (await import('./de')).de,
  ja: async () => (await import('./ja')).ja,
};

let texts: Texts = en;
let tag = 'en-US';
let plurals = new Intl.PluralRules(tag);

/** Takes the texts of a locale such as `de-DE`; numbers and times follow it as well. */
export async function setLocale(locale: string): Promise<void> {
  const [language = 'en'] = locale.split(/[-_]/);
  const load = translations[language];
  texts = load ? await load() : en;
  tag = load ? locale.replace('_', '-') : locale.startsWith('en') ? locale.replace('_', '-') : 'en-US';
  plurals = new Intl.PluralRules(tag);
  document.documentElement.lang = tag;
}

export function locale(): string {
  return tag;
}

/** The text of a key, with `{name}` replaced by values. */
export function t(key: TextKey, values: Values = {}): string {
  return fill(formOf(texts[key], values), values);
}

/** The text of a key that is made at run time, such as `state.` + state; `fallback` where there is none. */
export function textOr(key: string, fallback: string): string {
  return key in texts ? t(key as TextKey) : fallback;
}

function formOf(text: Text, values: Values): string {
  return typeof text === 'string' ? text : (text[plurals.select(Number(values['count'] ?? 0))] ?? text.other);
}

function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = values[name];
    return value === undefined ? placeholder : typeof value === 'number' ? value.toLocaleString(tag) : value;
  });
}
