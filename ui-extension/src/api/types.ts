import type { components } from './schema';

type Schemas = components['schemas'];

export type Operation = Schemas['OperationView'];
export type OperationKind = Schemas['OperationKind'];
export type OperationState = Schemas['OperationState'];
export type OperationError = Schemas['OperationError'];
export type OperationEvent = Schemas['EventView'];
export type OperationFile = Schemas['OperationFile'];
export type OperationAttempt = Schemas['OperationAttempt'];
export type SubmitOperation = Schemas['SubmitOperation'];
export type GuestLogonChoice = Schemas['SubmitGuestLogon'];

export type VirtualMachine = Schemas['VirtualMachineView'];
export type VirtualMachinePage = Schemas['VirtualMachinePageView'];
export type Connector = Schemas['ConnectorView'];
export type Suspension = Schemas['SuspensionView'];
export type OperationChannel = Schemas['OperationChannel'];
export type UnreachableVCenter = Schemas['UnreachableVCenterView'];

export type Preflight = Schemas['PreflightView'];
export type PreflightItem = Schemas['PreflightItemView'];
export type PreflightFinding = Schemas['PreflightFinding'];
export type Verdict = Schemas['PreflightVerdict'];
export type TargetChoice = Schemas['PreflightTargetRequest'];

export type Me = Schemas['MeView'];
export type Fleet = Schemas['FleetView'];
export type FleetMoment = Schemas['FleetSample'];
export type GuestLogon = Schemas['GuestLogonView'];
export type Settings = Schemas['SettingsView'];
export type Endpoint = Schemas['EndpointView'];
export type EndpointInput = Schemas['EndpointInput'];
export type Credential = Schemas['CredentialView'];
export type CredentialKind = Schemas['CredentialKind'];
export type CredentialScope = Schemas['CredentialScope'];
export type NewCredential = Schemas['AddCredentialRequest'];
export type NewSecret = Schemas['RotateCredentialRequest'];
export type Rule = Schemas['RuleView'];
export type RuleList = Schemas['RuleListView'];
export type RuleDefinition = Schemas['RuleRequest'];
export type RuleScope = Schemas['RuleScope'];
export type RuleTrigger = Schemas['TriggerKind'];
export type Firing = Schemas['FiringView'];
export type FiringState = Schemas['FiringState'];
export type DryRun = Schemas['DryRunView'];
export type Explanation = Schemas['ExplanationView'];
export type RuleExplanation = Schemas['RuleExplanationView'];
export type Rollout = Schemas['RolloutView'];
export type RolloutTarget = Schemas['RolloutTargetView'];
export type Package = Schemas['Package'];
export type AuditRow = Schemas['AuditView'];
export type AuditOutcome = Schemas['AuditOutcome'];

/** Problem details as the server writes them. */
export type ProblemBody = Schemas['HttpValidationProblemDetails'];

/** What became of one operation of a batch. The server's document describes the answer to a single one only. */
export interface BatchItem {
  readonly status: number;
  readonly id?: string | null;
  readonly problem?: ProblemBody | null;
}

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | null;
  readonly total?: number;
}
