import { button, el, icon } from './dom.js';
import { openMenu } from './menu.js';
import { iconOf, inventory } from './inventory.js';
import { navigate, place, session } from './state.js';

const page = 200;
const expanded = new Set();
const shownOf = new Map();
let kind = 'folders';

/** The left side: one of the two trees. */
export function inventoryTree() {
  const tree = el('ul', { role: 'tree', 'aria-label': 'Inventory', class: 'tree', onkeydown: move });
  const tabs = el('div', { class: 'tree-kinds', role: 'group', 'aria-label': 'Tree' },
    kindButton('folders', 'VMs and templates', 'Folder'), kindButton('hosts', 'Hosts and clusters', 'HostSystem'));
  const show = () => {
    if (!inventory.value) return;
    const focused = tree.contains(document.activeElement) && document.activeElement.closest('[role=treeitem]')?.dataset.id;
    tree.replaceChildren(...nodes(inventory.value.root, 1));
    mark(tree);
    if (focused) tree.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  };
  expanded.add(inventory.value.root.id);
  for (const object of inventory.value.byId.values()) if (object.type === 'Datacenter') expanded.add(object.id);
  inventory.subscribe(show);
  place.subscribe(() => { reveal(); show(); aside.hidden = place.value.view === 'global'; });
  const aside = el('nav', { class: 'navigator', 'aria-label': 'Inventory' }, tabs, tree);
  show();
  return aside;

  function kindButton(name, label, symbol) {
    return button('', symbol, () => {
      kind = name;
      for (const other of tabs.children) other.setAttribute('aria-pressed', other.dataset.kind === name);
      show();
    }, { 'aria-label': label, title: label, 'aria-pressed': kind === name ? 'true' : 'false', 'data-kind': name });
  }

  /** An object and, where it is open, what is in it: one list, with levels. */
  function nodes(object, level) {
    const children = inventory.value[kind].get(object.id) ?? [];
    const open = expanded.has(object.id) && children.length > 0;
    const toggle = () => {
      if (!expanded.delete(object.id)) expanded.add(object.id);
      show();
    };
    const name = object === inventory.value.root ? session.value.vCenter.name : object.name;
    const row = el('div', {
      class: 'tree-row', style: { paddingInlineStart: `${level * 16 - 8}px` },
      onclick: () => navigate({ view: 'object', object: object.id }),
      oncontextmenu: (event) => openMenu(event, [object]),
    },
      children.length
        ? el('span', { class: `twist${open ? ' open' : ''}`, onclick: (event) => { event.stopPropagation(); toggle(); } }, icon('caret'))
        : el('span', { class: 'twist' }),
      el('span', { class: `state ${object.state ?? ''}` }, icon(iconOf(object))),
      el('span', { class: 'name' }, name));
    const item = el('li', {
      role: 'treeitem', tabindex: '-1', 'aria-level': level, 'data-id': object.id,
      'aria-expanded': children.length ? String(open) : undefined, 'aria-selected': 'false',
    }, row);
    return open ? [item, ...branch(object, children, level + 1)] : [item];
  }

  function branch(object, children, level) {
    const count = shownOf.get(object.id) ?? page;
    const items = children.slice(0, count).flatMap((child) => nodes(child, level));
    if (children.length > count) {
      items.push(el('li', { role: 'none' }, button(`${children.length - count} more…`, null, () => {
        shownOf.set(object.id, count + page);
        show();
      }, { class: 'more' })));
    }
    return items;
  }
}

function mark(tree) {
  const id = place.value?.object;
  const items = [...tree.querySelectorAll('[role=treeitem]')];
  const selected = items.find((item) => item.dataset.id === id);
  selected?.setAttribute('aria-selected', 'true');
  (selected ?? items[0])?.setAttribute('tabindex', '0');
  selected?.querySelector('.tree-row').scrollIntoView({ block: 'nearest' });
}

/** Opens what is above the object that is shown. */
function reveal() {
  const tree = inventory.value?.[kind];
  const parents = new Map();
  tree?.forEach((children, id) => children.forEach((child) => parents.set(child.id, id)));
  for (let id = parents.get(place.value.object); id; id = parents.get(id)) expanded.add(id);
}

const level = (item) => Number(item.getAttribute('aria-level'));
const above = (items, at) => items.slice(0, at).findLast((item) => level(item) < level(items[at]));

function move(event) {
  const items = [...event.currentTarget.querySelectorAll('[role=treeitem]')];
  const at = items.indexOf(document.activeElement);
  if (at < 0) return;
  const item = items[at];
  const twist = item.querySelector(':scope > .tree-row > .twist');
  const open = item.getAttribute('aria-expanded');
  const steps = {
    ArrowDown: () => items[at + 1]?.focus(),
    ArrowUp: () => items[at - 1]?.focus(),
    Home: () => items[0].focus(),
    End: () => items.at(-1).focus(),
    Enter: () => item.querySelector('.tree-row').click(),
    ' ': () => item.querySelector('.tree-row').click(),
    ArrowRight: () => open === 'false' ? twist.click() : items[at + 1]?.focus(),
    ArrowLeft: () => open === 'true' ? twist.click() : above(items, at)?.focus(),
    ContextMenu: () => openMenu(event, [inventory.value.byId.get(item.dataset.id)], item),
  };
  const step = event.shiftKey && event.key === 'F10' ? steps.ContextMenu : steps[event.key];
  if (step) {
    event.preventDefault();
    step();
  }
}
