// The inventory, and the two trees that show it: by folder, and by what things run on.
import { call } from './api.js';
import { signal } from './state.js';

export const inventory = signal(null);

const order = ['Datacenter', 'ClusterComputeResource', 'HostSystem', 'Folder', 'ResourcePool', 'VirtualApp', 'VirtualMachine'];
const names = new Intl.Collator('en', { numeric: true });

export async function loadInventory() {
  const objects = await call('/shell/inventory');
  if (objects) inventory.value = index(objects);
}

function index(objects) {
  const byId = new Map(objects.map((object) => [object.id, object]));
  // A datacenter's own folders (vm, host, …) and a cluster's root pool are there, but clients never show them.
  const hidden = (object) => object && ((object.type === 'Folder' && byId.get(object.parent)?.type === 'Datacenter')
    || (object.type === 'ResourcePool' && byId.get(object.pool)?.type === 'ClusterComputeResource'));
  const shown = (id, above) => {
    let object = byId.get(id);
    while (hidden(object)) object = byId.get(object[above]);
    return object?.id;
  };
  const root = objects.find((object) => object.type === 'Folder' && !object.parent);
  const kind = (folder) => {
    for (let at = folder; at; at = byId.get(at.parent)) if (hidden(at)) return at.name;
    return 'root';
  };
  const folders = new Map(), hosts = new Map();
  const put = (tree, parent, object) => tree.has(parent) ? tree.get(parent).push(object) : tree.set(parent, [object]);
  for (const object of objects) {
    if (object === root || hidden(object)) continue;
    switch (object.type) {
      case 'Datacenter':
        put(folders, object.parent, object);
        put(hosts, object.parent, object);
        break;
      case 'Folder':
        if (kind(object) !== 'host') put(folders, shown(object.parent, 'parent'), object);
        if (kind(object) !== 'vm') put(hosts, shown(object.parent, 'parent'), object);
        break;
      case 'VirtualMachine':
        put(folders, shown(object.parent, 'parent'), object);
        if (!object.template) put(hosts, shown(object.pool, 'pool'), object);
        break;
      case 'VirtualApp':
        put(folders, shown(object.parent, 'parent'), object);
        put(hosts, shown(object.pool, 'pool'), object);
        break;
      case 'ResourcePool':
        put(hosts, shown(object.pool, 'pool'), object);
        break;
      default:
        put(hosts, shown(object.parent, 'parent'), object);
    }
  }
  const sort = (list) => list.sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type) || names.compare(a.name, b.name));
  for (const tree of [folders, hosts]) tree.forEach(sort);
  return { root, byId, folders, hosts };
}

/** The virtual machines in a container, at whatever depth. */
export function machinesIn(object) {
  const { byId, folders, hosts, root } = inventory.value;
  if (object.type === 'HostSystem') return [...byId.values()].filter((vm) => vm.type === 'VirtualMachine' && vm.host === object.id).sort((a, b) => names.compare(a.name, b.name));
  const tree = object === root || ['Folder', 'Datacenter'].includes(object.type) ? folders : hosts;
  const found = new Set();
  const collect = (id) => tree.get(id)?.forEach((child) => child.type === 'VirtualMachine' ? found.add(child) : collect(child.id));
  collect(object.id);
  return [...found].sort((a, b) => names.compare(a.name, b.name));
}

/** Reads it again soon: power changes take a moment. */
export const refresh = () => setTimeout(loadInventory, 300);

export const iconOf = (object) => object.template ? 'template' : object === inventory.value.root ? 'vcenter' : object.type;
