// The plug-in, read from the manifest that its server serves: nothing of it is known here beforehand.
import { el } from './dom.js';
import { locale, session, theme } from './state.js';

let manifest = {};
let base = location.href;
let resources = {};

export function loadPlugin(installed) {
  base = new URL(installed?.manifestPath ?? '/', location.origin).href;
  resources = installed?.resources ?? {};
  manifest = installed?.manifest ?? {};
  if (!plugin.locales.includes(locale.value)) locale.value = plugin.locales[0];
}

export const plugin = {
  get locales() { return manifest.definitions?.i18n?.locales ?? ['en-US']; },
  get hasGlobalView() { return Boolean(manifest.global?.view); },
  get globalView() { return manifest.global?.view; },
  get proxiedBase() { return session.value.plugin.proxiedBase; },

  name: () => plugin.text(manifest.configuration?.nameKey) || session.value.plugin.key,
  icon: () => plugin.sprite(manifest.configuration?.icon),

  /** A text of the manifest in the chosen locale. */
  text(key) {
    const texts = manifest.definitions?.i18n?.definitions?.[key];
    return texts?.[locale.value] ?? texts?.[plugin.locales[0]] ?? key ?? '';
  },

  /** A text of the extension's resources, such as a task's name. */
  resource(key) {
    return (resources[locale.value] ?? resources[locale.value.split('-')[0]] ?? resources['en-US'] ?? resources.en)?.[key];
  },

  uri: (uri) => new URL(uri, base).href,

  summaryOf: (type) => manifest.objects?.[type]?.summary?.view,
  viewsOf: (type, tab) => manifest.objects?.[type]?.[tab]?.views ?? [],
  menuOf: (type) => manifest.objects?.[type]?.menu,

  /** One tile of a sprite sheet, of the sheet of the dark theme where there is one. */
  sprite(icon) {
    const sprite = el('span', { class: 'sprite', 'aria-hidden': 'true', 'data-icon': typeof icon === 'string' ? icon : icon?.name });
    paint(sprite);
    return sprite;
  },

  /** What the plug-in's server says of the dynamic items on these objects, by id. */
  async dynamicItems(dynamicUri, objects) {
    const response = await fetch(plugin.uri(dynamicUri), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'vmware-api-session-id': session.value.sessionToken },
      body: JSON.stringify({ apiVersion: '1.0.0', objectIds: objects.map((object) => object.id), locale: locale.value }),
    });
    if (!response.ok) throw new Error(`The plug-in's server answered ${response.status}.`);
    const { dynamicItems } = await response.json();
    return new Map((dynamicItems ?? []).map((item) => [item.id, item]));
  },
};

function paint(sprite) {
  const sheet = manifest.definitions?.iconSpriteSheet;
  const themed = theme.value === 'dark' ? sheet?.themeOverrides?.dark : null;
  const tile = themed?.definitions?.[sprite.dataset.icon] ?? sheet?.definitions?.[sprite.dataset.icon];
  const uri = themed?.uri ?? sheet?.uri;
  if (!tile || !uri) return;
  sprite.style.backgroundImage = `url("${plugin.uri(uri)}")`;
  sprite.style.backgroundPosition = `-${tile.x}px -${tile.y}px`;
}

theme.subscribe(() => document.querySelectorAll('.sprite').forEach(paint));
