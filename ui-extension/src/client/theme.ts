import type { HtmlClientSdk, Theme } from './sdk';

/** Follows the client's theme; `onChange` is for what is painted without style sheets. */
export function followTheme(sdk: HtmlClientSdk): void {
  apply(sdk.app.getTheme());
  sdk.event.onThemeChanged(apply);
}

function apply(theme: Theme | undefined): void {
  const name = theme?.name === 'dark' ? 'dark' : 'light';
  document.documentElement.setAttribute('cds-theme', name);
  document.documentElement.style.colorScheme = name;
  document.dispatchEvent(new Event('themechange'));
}
