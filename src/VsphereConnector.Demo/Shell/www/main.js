import { call } from './api.js';
import { el } from './dom.js';
import { header } from './header.js';
import { loadInventory } from './inventory.js';
import { login } from './login.js';
import { loadPlugin } from './plugin.js';
import { locale, navigate, place, readPlace, refreshed, session, theme } from './state.js';
import { tasks } from './tasks.js';
import { content } from './content.js';
import { inventoryTree } from './tree.js';
import './frames.js';

theme.subscribe((name) => { document.documentElement.dataset.theme = name; });
theme.value = theme.value;
session.subscribe(show);
addEventListener('hashchange', readPlace);
refreshed.subscribe(() => { if (session.value) loadInventory(); });
session.value = await call('/shell/session');

async function show(entered) {
  if (!entered) {
    document.body.replaceChildren(await login());
    return;
  }
  document.body.replaceChildren(el('p', { class: 'waiting', role: 'status' }, 'Reading the inventory…'));
  loadPlugin(entered.plugin);
  await loadInventory();
  document.body.replaceChildren(
    header(),
    el('div', { class: 'workspace' }, inventoryTree(), content()),
    tasks());
  if (!location.hash) navigate({ view: 'object', object: `urn:vmomi:Folder:group-d1:${entered.vCenter.guid}` });
  else readPlace();
}
