import type { OperationError } from '../api/types';

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
  /** Of a workflow. */
  readonly steps?: readonly TaskStepResult[] | null;
}

export interface TaskStepResult {
  readonly name: string;
  readonly state: 'Succeeded' | 'Failed' | 'TimedOut' | 'Skipped';
  readonly exitCode?: number | null;
  readonly seconds?: number;
  readonly outputFrom?: number;
  readonly outputTo?: number;
  readonly outputCut?: boolean;
  readonly error?: OperationError | null;
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
  readonly agents?: readonly AgentStatus[];
  readonly lastErrors?: readonly string[];
  readonly checks?: readonly { readonly name: string; readonly state: string; readonly detail?: string }[];
}

/** An agent as its connector tells of it. */
export interface AgentStatus {
  readonly name: string;
  readonly version: string;
  readonly state: AgentState;
  readonly startedAt?: string | null;
  readonly restarts?: number;
  readonly lastExitCode?: number | null;
}

export type AgentState = 'NotInstalled' | 'Stopped' | 'Running' | 'Waiting' | 'GivenUp';

export interface AgentResult {
  readonly name: string;
  readonly version?: string | null;
  readonly versionBefore?: string | null;
  readonly alreadySo?: boolean;
  readonly state: AgentState;
  readonly notes?: readonly string[];
}

export interface PatchResult {
  readonly manager: string;
  readonly dryRun?: boolean;
  readonly changes?: readonly Change[];
  readonly restartNeeded?: boolean;
  readonly restartAt?: string | null;
  readonly notes?: readonly string[];
}

/** A package whose version changed; nothing stands for that it was not, or is no more, installed. */
export interface Change {
  readonly name: string;
  readonly before?: string | null;
  readonly after?: string | null;
}

export interface ConfigurationResult {
  readonly changes?: readonly { readonly key: string; readonly before?: string | null; readonly after?: string | null }[];
  readonly notes?: readonly string[];
}
