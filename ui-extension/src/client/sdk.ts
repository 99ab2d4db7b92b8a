/** The vSphere Client's own script, as far as it is used here. The client loads it into every frame under this name. */
export interface HtmlClientSdk {
  initialize(callback: () => void): void;
  isInitialized?(): boolean;
  readonly app: ApplicationApi;
  readonly event: EventApi;
  readonly modal: ModalApi;
}

export interface ApplicationApi {
  getSessionInfo(callback: (session: { sessionToken: string }) => void): void;
  getContextObjects(): readonly ContextObject[] | undefined;
  getTheme(): Theme | undefined;
  getClientLocale(): string;
  formatDateTime?(instant: number, options?: unknown): string;
  getPluginBackendInfo?(callback: (info?: PluginBackendInfo) => void): void;
}

export interface EventApi {
  onThemeChanged(callback: (theme: Theme) => void): void;
  onGlobalRefresh(callback: () => void): void;
}

export interface ModalApi {
  open(configuration: ModalConfiguration): void;
  close(result?: unknown): void;
  setOptions(options: { title?: string; height?: number }): void;
  getCustomData(): unknown;
}

/** Such as `urn:vmomi:VirtualMachine:vm-58:<instance UUID of the vCenter>`. */
export interface ContextObject {
  readonly id: string;
}

export interface Theme {
  readonly name: string;
}

/** The plug-in's servers by the instance UUIDs of the vCenters that it is registered in. */
export interface PluginBackendInfo {
  readonly backendServersPerVc?: Readonly<Record<string, unknown>>;
}

export interface ModalConfiguration {
  url: string;
  title: string;
  size: { width: number; height: number };
  contextObjects?: readonly ContextObject[];
  customData?: unknown;
  onClosed?: (result: unknown) => void;
}

declare global {
  interface Window {
    htmlClientSdk?: HtmlClientSdk;
  }
}
