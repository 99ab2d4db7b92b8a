// What the kinds of operations end with. The server's document leaves results open, as each kind has its own.

export interface InstallationResult {
  readonly connectorId: string;
  readonly version: string;
  readonly account?: string | null;
  readonly folder?: string | null;
  readonly startedBy?: string | null;
  readonly wasInstalled?: boolean;
}

export interface RunTaskResult {
  readonly exitCode: number;
  readonly outputBytes: number;
  readonly errorBytes: number;
  readonly outputCut?: boolean;
  readonly errorCut?: boolean;
}

export interface UninstallationResult {
  readonly removed?: readonly string[];
  readonly removedLast?: readonly string[];
  readonly residue?: readonly { readonly what: string; readonly why: string }[];
}

export interface RetrievedLogs {
  readonly lines: number;
  readonly textBytes: number;
  readonly isCut?: boolean;
}

export interface UpgradeResult {
  readonly versionBefore: string;
  readonly version: string;
  readonly alreadySo?: boolean;
}

export interface ConnectorStatus {
  readonly version: string;
  readonly account: string;
  readonly startedAt: string;
  readonly residentBytes: number;
  readonly certificateEnds?: string | null;
  readonly machineUptimeSeconds?: number | null;
  readonly memory?: { readonly totalBytes: number; readonly availableBytes: number } | null;
  readonly disks?: readonly { readonly folder: string; readonly totalBytes: number; readonly freeBytes: number }[];
  readonly lastErrors?: readonly string[];
  readonly checks?: readonly { readonly name: string; readonly state: string; readonly detail?: string }[];
}
