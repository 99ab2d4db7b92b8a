// Recent Tasks, as vCenter has them.
import { call } from './api.js';
import { button, el, icon } from './dom.js';
import { loadInventory } from './inventory.js';
import { plugin } from './plugin.js';
import { locale, session } from './state.js';

const pace = 1500;
const own = {
  'VirtualMachine.powerOn': 'Power on virtual machine', 'VirtualMachine.powerOff': 'Power off virtual machine', 'VirtualMachine.clone': 'Clone virtual machine',
  'ManagedEntity.rename': 'Rename', 'VirtualMachine.destroy': 'Delete virtual machine',
};
const states = { queued: 'Queued', running: 'Running', success: 'Completed', error: 'Failed' };

export function tasks() {
  const body = el('tbody');
  const empty = el('p', { class: 'empty' }, 'No tasks yet.');
  const toggle = button('Recent Tasks', 'down', () => {
    panel.classList.toggle('closed');
    toggle.setAttribute('aria-expanded', String(!panel.classList.contains('closed')));
  }, { class: 'tasks-toggle', 'aria-expanded': 'true' });
  const panel = el('section', { class: 'tasks', 'aria-label': 'Recent Tasks' }, toggle,
    el('div', { class: 'table-frame', tabindex: '0', role: 'region', 'aria-label': 'Recent Tasks' },
      el('table', {},
        el('thead', {}, el('tr', {}, ['Task', 'Target', 'Status', 'Details', 'Initiator', 'Queued', 'Completed'].map((title) => el('th', { scope: 'col' }, title)))), body), empty));
  let known = '', powered = '';
  follow();
  return panel;

  async function follow() {
    for (let first = true; session.value && (first || panel.isConnected); first = false) {
      if (!document.hidden) show(await call('/shell/tasks').catch(() => null));
      await new Promise((go) => setTimeout(go, pace));
    }
  }

  function show(list) {
    if (!list) return;
    const now = JSON.stringify([list, locale.value]);
    if (now === known) return;
    known = now;
    empty.hidden = list.length > 0;
    body.replaceChildren(...list.map(row));
    const done = list.filter((task) => task.type.startsWith('VirtualMachine.') && task.completed).map((task) => task.id).join();
    if (done !== powered && powered !== '') loadInventory();
    powered = done || ' ';
  }
}

function row(task) {
  return el('tr', { 'data-task': task.id, 'data-state': task.state },
    el('td', {}, plugin.resource(`${task.type}.label`) ?? own[task.type] ?? task.type),
    el('td', {}, task.target ?? ''),
    el('td', {}, status(task)),
    el('td', { class: 'details', title: task.error ?? task.description ?? '' }, task.error ?? task.description ?? ''),
    el('td', {}, task.initiatedBy ?? ''),
    el('td', {}, time(task.queued)),
    el('td', {}, time(task.completed)));
}

function status(task) {
  if (task.state === 'running') {
    const percent = task.progress ?? 0;
    return el('span', { class: 'progress-cell' },
      el('progress', { max: 100, value: percent, 'aria-label': `${percent} percent` }), el('span', {}, `${percent} %`), cancel(task));
  }
  return el('span', { class: `status ${task.state}` },
    ['success', 'error'].includes(task.state) && icon(task.state), states[task.state] ?? task.state, task.state === 'queued' && cancel(task));
}

function cancel(task) {
  if (!task.cancelable) return null;
  return button('', 'close', () => call(`/shell/tasks/${encodeURIComponent(task.id)}`, { method: 'DELETE' }).catch(() => {}),
    { 'aria-label': 'Cancel', title: task.cancelled ? 'Being cancelled' : 'Cancel', class: 'cancel', disabled: task.cancelled });
}

const time = (moment) => moment ? new Intl.DateTimeFormat(locale.value, { timeStyle: 'medium' }).format(new Date(moment)) : '';
