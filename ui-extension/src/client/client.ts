import { loadSdk } from './load';
import { parseObjectId } from './objects';
import type { ContextObject, HtmlClientSdk, ModalConfiguration } from './sdk';
import { followTheme } from './theme';

/** What the views know of the vSphere Client that shows them. */
export class Client {
  /** The one whose session goes with requests. */
  vCenter: string | undefined;

  private constructor(
    private readonly sdk: HtmlClientSdk,
    /** The objects that the view is about; none in the global view. */
    readonly objects: readonly ContextObject[],
    /** The instance UUIDs of the vCenters that the view may ask about. */
    readonly vCenters: readonly string[],
  ) {
    this.vCenter = vCenters[0];
  }

  static async connect(): Promise<Client> {
    const sdk = await loadSdk();
    followTheme(sdk);
    const objects = (sdk.app.getContextObjects() ?? []).filter(object => typeof object?.id === 'string');
    const own = objects.map(object => parseObjectId(object.id)?.vCenter).filter(guid => guid !== undefined);
    return new Client(sdk, objects, own.length > 0 ? [...new Set(own)] : await registeredVCenters(sdk));
  }

  get locale(): string {
    return this.sdk.app.getClientLocale();
  }

  /** Asked anew for each request, as the client renews it. */
  sessionToken(): Promise<string> {
    return new Promise(resolve => this.sdk.app.getSessionInfo(session => resolve(session.sessionToken)));
  }

  formatDateTime(instant: number): string | undefined {
    return this.sdk.app.formatDateTime?.(instant);
  }

  onRefresh(callback: () => void): void {
    this.sdk.event.onGlobalRefresh(callback);
  }

  /** What the one who opened this dialog handed over. */
  get customData(): unknown {
    return this.sdk.modal.getCustomData();
  }

  /** Opens another view in a dialog; resolves with its result when it is closed. */
  openDialog(view: string, options: Omit<ModalConfiguration, 'url' | 'onClosed'>): Promise<unknown> {
    const url = new URL(`index.html?view=${encodeURIComponent(view)}`, document.baseURI).href;
    return new Promise(resolve => this.sdk.modal.open({ ...options, url, onClosed: resolve }));
  }

  closeDialog(result?: unknown): void {
    this.sdk.modal.close(result);
  }
}

/** Views without an object take the vCenters that the plug-in is registered in. */
function registeredVCenters(sdk: HtmlClientSdk): Promise<string[]> {
  return new Promise(resolve => {
    if (!sdk.app.getPluginBackendInfo) {
      resolve([]);
      return;
    }
    sdk.app.getPluginBackendInfo(info => resolve(Object.keys(info?.backendServersPerVc ?? {})));
  });
}
