// The plug-in's pages in their frames. A page speaks to the shell by the SDK alone; what the SDK and the shell say to each other
// (postMessage, this file and htmlClientSdk.js) is nobody else's business.
import { openModal } from './modal.js';
import { el } from './dom.js';
import { inventory } from './inventory.js';
import { plugin } from './plugin.js';
import { locale, navigate, place, refreshed, session, theme } from './state.js';

const frames = new Map();

/** Makes a frame with a page of the plug-in. */
export function frame({ url, title, contextObjects = [], customData = null, navigationData = null, modal = null, opener = null }) {
  const element = el('iframe', { src: url, title, class: 'plugin-frame' });
  frames.set(element, { contextObjects, customData, navigationData, modal, opener });
  return element;
}

export function tell(element, type, body = {}) {
  element?.contentWindow?.postMessage({ shell: type, ...body }, location.origin);
}

const everyone = (type, body) => {
  for (const element of frames.keys()) {
    if (element.isConnected) tell(element, type, body);
    else frames.delete(element);
  }
};
theme.subscribe((name) => everyone('theme', { theme: { name } }));
refreshed.subscribe(() => everyone('refresh'));

const requests = {
  initialize: (element, known) => tell(element, 'initialized', {
    context: {
      contextObjects: known.contextObjects,
      customData: known.customData,
      navigationData: known.navigationData,
      theme: { name: theme.value },
      locale: locale.value,
      sessionToken: session.value.sessionToken,
      vCenterGuid: session.value.vCenter.guid,
      proxiedBase: plugin.proxiedBase,
    },
  }),
  navigate(element, known, { to }) {
    known.modal?.close();
    const global = plugin.globalView?.navigationId;
    if (to.targetViewId === global) navigate({ view: 'global' }, to.customData);
    else if (inventory.value.byId.has(to.objectId)) navigate({ view: 'object', object: to.objectId, tab: tabOf(to), sub: to.targetViewId }, to.customData);
  },
  'modal.open': (element, known, { id, options }) => openModal({ ...options, contextObjects: options.contextObjects ?? known.contextObjects, opener: { element, id } }),
  'modal.close': (element, known, { result }) => known.modal?.close(result),
  'modal.setOptions': (element, known, { options }) => known.modal?.setOptions(options),
};

function tabOf({ objectId, targetViewId }) {
  const type = inventory.value.byId.get(objectId).type;
  return ['monitor', 'configure'].find((tab) => plugin.viewsOf(type, tab).some((view) => view.navigationId === targetViewId)) ?? 'summary';
}

addEventListener('message', (event) => {
  if (event.origin !== location.origin || !event.data?.htmlClientSdk) return;
  for (const [element, known] of frames) {
    if (element.contentWindow === event.source) requests[event.data.htmlClientSdk]?.(element, known, event.data);
  }
});

/** A page shows its texts in the locale that it was opened with: the real client loads itself anew for another one, and so does this. */
locale.subscribe(() => { if (place.value) place.value = place.value; });
