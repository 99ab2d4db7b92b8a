import { call } from './api.js';
import { button, el, icon } from './dom.js';
import { plugin } from './plugin.js';
import { locale, navigate, refreshed, session, theme } from './state.js';

export function header() {
  return el('header', { class: 'header' },
    el('div', { class: 'brand' }, icon('vcenter'), el('span', {}, 'Development host — not the vSphere Client')),
    el('div', { class: 'spacer' }),
    plugin.hasGlobalView && pluginEntry(),
    button('', 'refresh', () => { refreshed.value += 1; }, { title: 'Refresh', 'aria-label': 'Refresh' }),
    localeChoice(),
    themeSwitch(),
    el('div', { class: 'who' }, icon('user'), el('span', {}, session.value.user)),
    button('Log out', null, async () => {
      await call('/shell/session', { method: 'DELETE' });
      session.value = null;
    }, { class: 'log-out' }));
}

function pluginEntry() {
  const entry = button(plugin.name(), 'plugin', () => navigate({ view: 'global' }), { class: 'plugin-entry' });
  locale.subscribe(() => { entry.lastChild.textContent = plugin.name(); });
  return entry;
}

function localeChoice() {
  const choice = el('select', { 'aria-label': 'Locale', onchange: (event) => { locale.value = event.target.value; } },
    plugin.locales.map((name) => el('option', { value: name, selected: name === locale.value }, name)));
  return el('label', { class: 'locale' }, icon('globe'), choice);
}

function themeSwitch() {
  const toggle = button('', null, () => { theme.value = theme.value === 'dark' ? 'light' : 'dark'; }, { class: 'theme' });
  const show = () => {
    const other = theme.value === 'dark' ? 'light' : 'dark';
    toggle.setAttribute('aria-label', `Use the ${other} theme`);
    toggle.title = `Use the ${other} theme`;
    toggle.replaceChildren(icon(other === 'dark' ? 'moon' : 'sun'));
  };
  theme.subscribe(show);
  show();
  return toggle;
}
