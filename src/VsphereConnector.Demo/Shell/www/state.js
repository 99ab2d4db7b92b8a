// What the whole shell shares. A signal tells its listeners when its value is set.

export function signal(value) {
  const listeners = new Set();
  return {
    get value() { return value; },
    set value(next) {
      value = next;
      for (const listener of [...listeners]) listener(next);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function remembered(key, initial) {
  const kept = signal(localStorage.getItem(key) ?? initial);
  kept.subscribe((value) => localStorage.setItem(key, value));
  return kept;
}

export const session = signal(null);
export const theme = remembered('shell.theme', matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
export const locale = remembered('shell.locale', 'en-US');
export const place = signal(null);
export const refreshed = signal(0);

/** Where the page is: { view: 'object' | 'global', object, tab, sub }; it is in the address, so that it can be kept and sent. */
export function navigate(to, data = null) {
  navigate.data = data;
  const hash = '#' + new URLSearchParams(Object.entries(to).filter(([, value]) => value));
  if (location.hash === hash) readPlace();
  else location.hash = hash;
}
navigate.data = null;

export function readPlace() {
  const parameters = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  place.value = { view: 'object', tab: 'summary', ...parameters, data: navigate.data };
  navigate.data = null;
}
