// Elements are made here and nowhere else: text becomes text nodes, so no name of the inventory is ever read as markup.

export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'class') element.className = value;
    else if (name === 'style') Object.assign(element.style, value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const paths = {
  vcenter: 'M3 3h10v4H3zM3 9h10v4H3zM5 5h2M5 11h2',
  Datacenter: 'M2 13V6l6-3 6 3v7zM6 13V9h4v4',
  Folder: 'M2 4h4l1.5 2H14v7H2z',
  ClusterComputeResource: 'M2 3h5v4H2zM9 3h5v4H9zM5.500 9h5v4h-5z',
  HostSystem: 'M3 2h10v12H3zM5 5h6M5 8h6M8 11.500h.01',
  ResourcePool: 'M8 2a6 6 0 1 0 .01 0M8 2v6l4.500 4',
  VirtualApp: 'M2 5h6v6H2zM8 3h6v6H8',
  VirtualMachine: 'M2 3h12v8H2zM6 14h4M8 11v3',
  template: 'M2 3h12v8H2zM5 14h6M5 6h6M5 8.500h4',
  refresh: 'M13 8a5 5 0 1 1-1.600-3.700M13 2v3h-3',
  moon: 'M13 9.500A5.500 5.500 0 0 1 6.500 3 5.500 5.500 0 1 0 13 9.500z',
  sun: 'M8 5.200a2.800 2.800 0 1 0 .01 0M8 1v1.500M8 13.500V15M1 8h1.500M13.500 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1',
  user: 'M8 2.500a2.500 2.500 0 1 0 .01 0M3 14c0-3 2-4.500 5-4.500s5 1.500 5 4.500',
  plugin: 'M6 2v3M10 2v3M4 5h8v3a4 4 0 0 1-8 0zM8 12v3',
  close: 'M4 4l8 8M12 4l-8 8',
  caret: 'M6 4l4 4-4 4',
  down: 'M4 6l4 4 4-4',
  more: 'M8 3h.01M8 8h.01M8 13h.01',
  success: 'M3 8.500l3.200 3.200L13 5',
  error: 'M8 4v5M8 12h.01',
  globe: 'M8 2a6 6 0 1 0 .01 0M2.300 8h11.400M8 2c2 2 2 10 0 12M8 2c-2 2-2 10 0 12',
};

export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', paths[name] ?? paths.Folder);
  svg.append(path);
  return svg;
}

export function button(label, iconName, onclick, extra = {}) {
  return el('button', { type: 'button', onclick, ...extra }, iconName && icon(iconName), label && el('span', {}, label));
}
