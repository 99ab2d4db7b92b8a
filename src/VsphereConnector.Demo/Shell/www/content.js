// The middle: the object that is shown with its tabs, or the plug-in's global view.
import { button, el, icon } from './dom.js';
import { frame } from './frames.js';
import { iconOf, inventory, machinesIn } from './inventory.js';
import { machines } from './machines.js';
import { openMenu } from './menu.js';
import { plugin } from './plugin.js';
import { locale, navigate, place, session } from './state.js';
import { summary } from './summary.js';

export function content() {
  const main = el('main', { class: 'content' });
  let shown = '', chosen = new Set();
  const draw = () => main.replaceChildren(...(place.value.view === 'global' ? globalView() : objectView(chosen)));
  place.subscribe(() => {
    if (!place.value) return;
    const key = JSON.stringify([place.value, locale.value]);
    if (key === shown && !place.value.data) return;
    shown = key;
    chosen = new Set();
    draw();
  });
  inventory.subscribe(() => {
    // What plug-ins show is left alone: their pages hear of a refresh themselves.
    if (place.value?.view === 'object' && !main.querySelector('iframe')) draw();
  });
  return main;
}

function globalView() {
  return [frame({ url: plugin.uri(plugin.globalView.uri), title: plugin.name(), navigationData: place.value.data })];
}

function objectView(chosen) {
  const object = inventory.value.byId.get(place.value.object) ?? inventory.value.root;
  const name = object === inventory.value.root ? session.value.vCenter.name : object.name;
  const tabs = tabsOf(object, chosen);
  const current = tabs.find((tab) => tab.id === place.value.tab) ?? tabs[0];
  return [
    el('div', { class: 'object-header' },
      icon(iconOf(object)), el('h1', {}, name),
      button('Actions', 'down', (event) => openMenu(event, [object], event.currentTarget), { class: 'actions', 'aria-haspopup': 'menu' })),
    el('div', { class: 'tabs', role: 'tablist', onkeydown: move }, tabs.map((tab) => el('button', {
      type: 'button', role: 'tab', id: `tab-${tab.id}`, 'aria-selected': String(tab === current), tabindex: tab === current ? '0' : '-1', 'aria-controls': 'tab-panel',
      onclick: () => navigate({ view: 'object', object: object.id, tab: tab.id }),
    }, tab.label))),
    el('div', { class: `tab-panel ${current.id}`, role: 'tabpanel', id: 'tab-panel', 'aria-labelledby': `tab-${current.id}`, tabindex: '0' }, current.show()),
  ];
}

function tabsOf(object, chosen) {
  const tabs = [{ id: 'summary', label: 'Summary', show: () => summary(object) }];
  for (const [id, label] of [['monitor', 'Monitor'], ['configure', 'Configure']]) {
    const views = plugin.viewsOf(object.type, id);
    if (views.length) tabs.push({ id, label, show: () => pluginViews(object, id, views) });
  }
  if (object.type !== 'VirtualMachine') {
    const found = machinesIn(object);
    tabs.push({ id: 'vms', label: `VMs (${found.length})`, show: () => machines(found, chosen) });
  }
  return tabs;
}

function pluginViews(object, tab, views) {
  const current = views.find((view) => view.navigationId === place.value.sub) ?? views[0];
  return el('div', { class: 'plugin-views' },
    el('nav', { 'aria-label': plugin.name() },
      el('h2', {}, plugin.name()),
      views.map((view) => el('button', {
        type: 'button', 'aria-current': view === current ? 'page' : undefined,
        onclick: () => navigate({ view: 'object', object: object.id, tab, sub: view.navigationId }),
      }, plugin.text(view.labelKey)))),
    frame({ url: plugin.uri(current.uri), title: plugin.text(current.labelKey), contextObjects: [{ id: object.id }], navigationData: place.value.data }));
}

function move(event) {
  const tabs = [...event.currentTarget.children];
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
  next.click();
  document.getElementById(next.id)?.focus();
}
