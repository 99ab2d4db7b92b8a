import { button, el, icon } from './dom.js';
import { iconOf, inventory } from './inventory.js';
import { openMenu } from './menu.js';
import { navigate } from './state.js';
import { word } from './summary.js';

const page = 200;

/** The virtual machines of a container: choose several, and right-click. What is chosen outlives a refresh of the inventory. */
export function machines(all, chosen) {
  let filter = '', count = page, last = null;
  const body = el('tbody');
  const actions = button('Actions', 'down', (event) => openMenu(event, selection(), event.currentTarget), { class: 'actions', 'aria-haspopup': 'menu', disabled: true });
  const told = el('span', { class: 'chosen', role: 'status' });
  const every = el('input', { type: 'checkbox', 'aria-label': 'Select all', onchange: () => choose(matching(), every.checked) });
  const search = el('input', { type: 'search', placeholder: 'Filter by name', 'aria-label': 'Filter by name', oninput: () => { filter = search.value.trim().toLowerCase(); count = page; show(); } });
  show();
  return el('div', { class: 'machines' },
    el('div', { class: 'toolbar' }, search, actions, told),
    el('div', { class: 'table-frame', tabindex: '0', role: 'region', 'aria-label': 'Virtual machines' },
      el('table', {}, el('thead', {}, el('tr', {}, el('th', { class: 'check' }, every), ['Name', 'State', 'VMware Tools', 'Guest', 'Host'].map((title) => el('th', { scope: 'col' }, title)))), body)));

  function matching() {
    return all.filter((vm) => vm.name.toLowerCase().includes(filter));
  }

  function selection() {
    return all.filter((vm) => chosen.has(vm.id));
  }

  function choose(list, on) {
    for (const vm of list) on ? chosen.add(vm.id) : chosen.delete(vm.id);
    show();
  }

  function click(event, vm) {
    const list = matching();
    if (event.shiftKey && last) {
      const [from, to] = [list.indexOf(last), list.indexOf(vm)].sort((a, b) => a - b);
      choose(list.slice(from, to + 1), true);
    } else if (event.ctrlKey || event.metaKey) {
      choose([vm], !chosen.has(vm.id));
    } else {
      chosen.clear();
      choose([vm], true);
    }
    last = vm;
  }

  function context(event, vm) {
    if (!chosen.has(vm.id)) {
      chosen.clear();
      choose([vm], true);
    }
    openMenu(event, selection());
  }

  function show() {
    const list = matching();
    body.replaceChildren(...list.slice(0, count).map(row));
    if (list.length > count) {
      body.append(el('tr', {}, el('td', { colspan: 6 }, button(`${list.length - count} more…`, null, () => { count += page; show(); }, { class: 'more' }))));
    }
    actions.disabled = chosen.size === 0;
    told.textContent = chosen.size ? `${chosen.size} selected` : '';
    every.checked = list.length > 0 && list.every((vm) => chosen.has(vm.id));
    every.indeterminate = chosen.size > 0 && !every.checked;
  }

  function row(vm) {
    const check = el('input', { type: 'checkbox', 'aria-label': `Select ${vm.name}`, onchange: () => { last = vm; choose([vm], check.checked); } });
    check.checked = chosen.has(vm.id);
    const open = (event) => {
      event.stopPropagation();
      navigate({ view: 'object', object: vm.id });
    };
    return el('tr', {
      'aria-selected': String(chosen.has(vm.id)), 'data-id': vm.id, oncontextmenu: (event) => context(event, vm),
      onclick: (event) => { if (event.target !== check) click(event, vm); },
    },
      el('td', { class: 'check' }, check),
      el('td', {}, el('span', { class: `state ${vm.state ?? ''}` }, icon(iconOf(vm))), el('button', { type: 'button', class: 'link', onclick: open }, vm.name)),
      el('td', {}, vm.template ? 'Template' : word(vm.state)),
      el('td', {}, word(vm.tools)),
      el('td', {}, vm.guest ?? ''),
      el('td', {}, inventory.value.byId.get(vm.host)?.name ?? ''));
  }
}
