import { describe, expect, test } from 'vitest';
import { en } from '../src/i18n/en';
import { type Text, translations } from '../src/i18n';

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]!).sort();
const forms = (text: Text): string[] => (typeof text === 'string' ? [text] : Object.values(text));

describe.each(Object.keys(translations))('%s', language => {
  test('has every key of English and no other', async () => {
    const texts = await translations[language]!();
    expect(Object.keys(texts).sort()).toEqual(Object.keys(en).sort());
  });

  test('has the plural form that its language falls back to wherever English has forms', async () => {
    const texts = await translations[language]!();
    for (const [key, text] of Object.entries<Text>(en)) {
      expect(typeof texts[key as keyof typeof en], key).toBe(typeof text);
    }
  });

  test('uses the values that English uses', async () => {
    const texts = await translations[language]!();
    for (const [key, text] of Object.entries<Text>(en)) {
      const known = forms(text).flatMap(placeholders);
      for (const form of forms(texts[key as keyof typeof en])) {
        expect(known, `${key}: ${form}`).toEqual(expect.arrayContaining(placeholders(form)));
      }
      const other = forms(texts[key as keyof typeof en]).at(-1)!;
      expect(placeholders(other), key).toEqual(placeholders(forms(text).at(-1)!));
    }
  });

  test('is translated', async () => {
    const texts = await translations[language]!();
    const same = Object.entries<Text>(en).filter(([key, text]) => JSON.stringify(texts[key as keyof typeof en]) === JSON.stringify(text));
    expect(same.length).toBeLessThan(Object.keys(en).length / 10);
  });
});
