import { el } from './dom.js';
import { frame } from './frames.js';
import { inventory, machinesIn } from './inventory.js';
import { plugin } from './plugin.js';

const words = {
  poweredOn: 'Powered on', poweredOff: 'Powered off', suspended: 'Suspended', connected: 'Connected', disconnected: 'Disconnected',
  guestToolsRunning: 'Running', guestToolsNotRunning: 'Not running', guestToolsExecutingScripts: 'Starting',
};

const types = {
  Folder: 'Folder', Datacenter: 'Datacenter', ClusterComputeResource: 'Cluster', HostSystem: 'Host', ResourcePool: 'Resource pool',
  VirtualApp: 'vApp', VirtualMachine: 'Virtual machine',
};

/** The summary tab: what vCenter knows of the object, and the plug-in's card. */
export function summary(object) {
  const card = plugin.summaryOf(object.type);
  return el('div', { class: 'cards' },
    el('section', { class: 'card' }, el('h2', {}, types[object.type] ?? object.type), el('dl', {}, facts(object).map(([term, value]) => [el('dt', {}, term), el('dd', {}, value)]))),
    card && el('section', { class: 'card plugin-card' },
      el('h2', {}, plugin.icon(), plugin.name()),
      frame({ url: plugin.uri(card.uri), title: plugin.name(), contextObjects: [{ id: object.id }] })));
}

function facts(object) {
  if (object.type !== 'VirtualMachine') return [['Virtual machines', String(machinesIn(object).length)], ...(object.state ? [['State', words[object.state] ?? object.state]] : [])];
  return [
    ['State', object.template ? 'Template' : words[object.state] ?? object.state],
    ['Guest', object.guest ?? '—'],
    ['VMware Tools', words[object.tools] ?? 'Not running'],
    ['Address', object.address ?? '—'],
    ['Host', inventory.value.byId.get(object.host)?.name ?? '—'],
  ];
}

export const word = (state) => words[state] ?? state ?? '';
