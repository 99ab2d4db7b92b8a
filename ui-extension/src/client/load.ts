import type { HtmlClientSdk } from './sdk';

const SCRIPT = '/api/ui/htmlClientSdk.js';
const PATIENCE = 20_000;

/** Loads the client's script from the origin of the client, which serves this page too, and waits until it has found its client. */
export async function loadSdk(): Promise<HtmlClientSdk> {
  if (!window.htmlClientSdk) {
    await loadScript(SCRIPT);
  }
  const sdk = window.htmlClientSdk;
  if (!sdk) {
    throw new Error(`${SCRIPT} has no htmlClientSdk`);
  }
  await initialized(sdk);
  return sdk;
}

function loadScript(source: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = source;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${source} cannot be loaded`));
    document.head.append(script);
  });
}

function initialized(sdk: HtmlClientSdk): Promise<void> {
  return new Promise((resolve, reject) => {
    if (sdk.isInitialized?.()) {
      resolve();
      return;
    }
    const timer = setTimeout(() => reject(new Error('The client did not answer')), PATIENCE);
    sdk.initialize(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
