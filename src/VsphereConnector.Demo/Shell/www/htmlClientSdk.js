// The vSphere Client's SDK for plug-in pages, as the development host offers it: the same names and shapes, and nothing more.
(() => {
  const shell = window.parent;
  const waiting = [];
  const listeners = { theme: [], refresh: [] };
  const closing = new Map();
  let context = null;
  let modals = 0;

  const send = (type, body) => shell.postMessage({ htmlClientSdk: type, ...body }, location.origin);
  const later = (callback, value) => queueMicrotask(() => callback(value));
  const proxied = () => location.origin + location.pathname.split('/').slice(0, 4).join('/');

  const told = {
    initialized(message) {
      context = message.context;
      for (const callback of waiting.splice(0)) callback();
    },
    theme(message) {
      if (context) context.theme = message.theme;
      for (const callback of listeners.theme) callback(message.theme);
    },
    refresh() {
      for (const callback of listeners.refresh) callback();
    },
    'modal.closed'(message) {
      const callback = closing.get(message.id);
      closing.delete(message.id);
      callback?.(message.result);
    },
  };

  window.addEventListener('message', (event) => {
    if (event.source === shell && event.origin === location.origin && event.data?.shell) told[event.data.shell]?.(event.data);
  });

  window.htmlClientSdk = {
    initialize(callback) {
      if (context) {
        later(callback);
        return;
      }
      waiting.push(callback);
      if (waiting.length === 1) send('initialize');
    },
    isInitialized: () => context !== null,
    getProxiedPluginServerOrigin: proxied,

    app: {
      getContextObjects: () => context.contextObjects,
      getNavigationData: () => context.navigationData,
      getTheme: () => context.theme,
      getClientLocale: () => context.locale,
      getClientInfo: () => ({ version: 'development host' }),
      getSessionInfo: (callback) => later(callback, { sessionToken: context.sessionToken }),
      getApiEndpoints: () => ({ uiApiEndpoint: { origin: location.origin, pathname: '/api/ui', fullUrl: `${location.origin}/api/ui` } }),
      getPluginBackendInfo(callback) {
        const servers = [{ proxiedBaseUrl: location.origin + context.proxiedBase, type: 'MANIFEST_SERVER' }];
        later(callback, { allPluginBackendServers: servers, backendServersPerVc: { [context.vCenterGuid]: servers } });
      },
      navigateTo: (to) => send('navigate', { to }),
      formatDateTime: (date) => new Intl.DateTimeFormat(context.locale, { dateStyle: 'short', timeStyle: 'medium' }).format(date),
    },

    event: {
      onThemeChanged: (callback) => { listeners.theme.push(callback); },
      onGlobalRefresh: (callback) => { listeners.refresh.push(callback); },
    },

    modal: {
      open({ url, title, size, closable, contextObjects, customData, onClosed }) {
        const id = ++modals;
        if (onClosed) closing.set(id, onClosed);
        send('modal.open', { id, options: { url: new URL(url, document.baseURI).href, title, size, closable, contextObjects, customData } });
      },
      close: (result) => send('modal.close', { result }),
      setOptions: (options) => send('modal.setOptions', { options }),
      getCustomData: () => context.customData,
    },
  };
})();
