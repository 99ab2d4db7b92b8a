// Context menus: a few actions of vCenter's own, and the plug-in's as its manifest says.
import { call } from './api.js';
import { el, icon } from './dom.js';
import { openModal } from './modal.js';
import { plugin } from './plugin.js';
import { iconOf, refresh } from './inventory.js';
import { navigate } from './state.js';

let closeOpen = () => {};

export function openMenu(event, objects, anchor = event.currentTarget) {
  event.preventDefault();
  event.stopPropagation();
  closeOpen();
  const back = document.activeElement;
  const title = objects.length === 1 ? objects[0].name : `${objects.length} virtual machines`;
  const menu = el('div', { class: 'menu', role: 'menu', 'aria-label': `Actions on ${title}`, onkeydown: keys, oncontextmenu: (e) => e.preventDefault() },
    el('div', { class: 'menu-title' }, icon(objects.length === 1 ? iconOf(objects[0]) : 'VirtualMachine'), title));
  const close = (restore = true) => {
    menu.remove();
    removeEventListener('pointerdown', outside, true);
    removeEventListener('blur', close);
    if (restore) back?.focus?.();
    closeOpen = () => {};
  };
  const outside = (e) => { if (!menu.contains(e.target)) close(false); };
  closeOpen = () => close(false);
  menu.append(...power(objects, close), ...pluginItems(objects, close));
  document.body.append(menu);
  put(menu, event, anchor);
  addEventListener('pointerdown', outside, true);
  addEventListener('blur', close);
  items(menu)[0]?.focus();

  function keys(e) {
    const list = items(menu);
    const at = list.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (e.key === 'Escape' || e.key === 'Tab') close();
    else if (step) list[(at + step + list.length) % list.length]?.focus();
    else if (e.key === 'Home') list[0]?.focus();
    else if (e.key === 'End') list.at(-1)?.focus();
    else return;
    e.preventDefault();
    e.stopPropagation();
  }
}

const items = (menu) => [...menu.querySelectorAll('[role=menuitem]')];

function item(symbol, label, action, close) {
  const made = el('button', { type: 'button', role: 'menuitem', tabindex: '-1' }, symbol, el('span', {}, label));
  made.addEventListener('click', () => {
    if (made.getAttribute('aria-disabled') === 'true') return;
    close(false);
    action();
  });
  return made;
}

function power(objects, close) {
  if (objects.some((object) => object.type !== 'VirtualMachine' || object.template)) return [];
  const all = (state) => async () => {
    await Promise.allSettled(objects.map((object) => call(`/shell/virtual-machines/${object.id.split(':')[3]}/power/${state}`, { method: 'PUT' })));
    refresh();
  };
  const states = { on: ['Power on', 'poweredOff'], off: ['Power off', 'poweredOn'], restart: ['Restart guest', 'poweredOn'] };
  return [...Object.entries(states).map(([state, [label, from]]) => {
    const made = item(el('span', { class: `power ${state}` }), label, all(state), close);
    if (!objects.some((object) => object.state === from)) disable(made);
    return made;
  }), el('div', { class: 'menu-line', role: 'separator' })];
}

function pluginItems(objects, close) {
  const menu = plugin.menuOf(objects[0].type);
  if (!menu) return [];
  const made = new Map(menu.actions.map((action) => [action, item(plugin.sprite(action.icon), plugin.text(action.labelKey), () => act(action, objects), close)]));
  for (const [action, element] of made) {
    if (objects.length > 1 && !action.acceptsMultipleTargets) disable(element, 'For one object at a time');
    if (action.dynamic) {
      element.setAttribute('aria-disabled', 'true');
      element.setAttribute('aria-busy', 'true');
    }
  }
  if (menu.dynamicUri && menu.actions.some((action) => action.dynamic)) ask(menu, objects, made);
  const group = el('div', { role: 'group', 'aria-label': plugin.name(), class: 'menu-group' },
    el('div', { class: 'menu-title plugin' }, plugin.icon(), plugin.name()), ...made.values());
  return [group];
}

/** Dynamic entries stay disabled until the plug-in's server has said what they can do. */
async function ask(menu, objects, made) {
  let answer;
  try {
    answer = await plugin.dynamicItems(menu.dynamicUri, objects);
  } catch (error) {
    for (const [action, element] of made) if (action.dynamic) element.title = error.message;
    answer = null;
  }
  for (const [action, element] of made) {
    if (!action.dynamic) continue;
    element.removeAttribute('aria-busy');
    const said = answer?.get(action.id);
    if (said?.relevant === false) element.hidden = true;
    if (said?.visible && (objects.length === 1 || action.acceptsMultipleTargets)) element.removeAttribute('aria-disabled');
  }
}

function act(action, objects) {
  const trigger = action.trigger;
  if (trigger.type === 'navigation') {
    navigate({ view: 'object', object: objects[0].id, tab: 'monitor', sub: trigger.targetViewId });
    return;
  }
  openModal({
    url: plugin.uri(trigger.uri),
    title: plugin.text(trigger.titleKey ?? action.labelKey),
    size: trigger.size,
    contextObjects: objects.map(({ id }) => ({ id })),
  });
}

function disable(element, reason) {
  element.setAttribute('aria-disabled', 'true');
  if (reason) element.title = reason;
}

function put(menu, event, anchor) {
  const at = event.type === 'contextmenu' && event.button === 2 ? { x: event.clientX, y: event.clientY } : corner(anchor);
  const { width, height } = menu.getBoundingClientRect();
  menu.style.left = `${Math.max(4, Math.min(at.x, innerWidth - width - 4))}px`;
  menu.style.top = `${Math.max(4, Math.min(at.y, innerHeight - height - 4))}px`;
}

function corner(anchor) {
  const box = anchor.getBoundingClientRect();
  return { x: box.left, y: Math.min(box.bottom, box.top + 28) + 2 };
}
