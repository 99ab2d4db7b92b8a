import type { Package } from '../../api/types';
import { emptyStep, type StepFault, type StepForm, stepFaultOf, stepParameters } from './step';

/** A value that nothing records or shows. */
export interface Secret {
  readonly name: string;
  readonly value: string;
}

/** A task as it is typed. */
export interface TaskForm {
  readonly source: 'script' | 'package' | 'program' | 'workflow';
  readonly script: string;
  /** A script that was uploaded. */
  readonly scriptPackage: Package | undefined;
  readonly interpreter: string;
  readonly program: string;
  readonly arguments: string;
  readonly environment: string;
  readonly workingDirectory: string;
  readonly runAs: string;
  readonly timeoutMinutes: string;
  readonly secrets: readonly Secret[];
  readonly steps: readonly StepForm[];
}

export const emptyTask: TaskForm = {
  source: 'script',
  script: '',
  scriptPackage: undefined,
  interpreter: '',
  program: '',
  arguments: '',
  environment: '',
  workingDirectory: '',
  runAs: '',
  timeoutMinutes: '',
  secrets: [],
  steps: [emptyStep(0, 'step-1')],
};

const MOST_MINUTES = 1440;

/** What keeps a task from being submitted. */
export type TaskFault = 'empty' | 'environment' | 'timeout' | 'secret' | `step.${StepFault}`;

export function faultOf(form: TaskForm): TaskFault | undefined {
  const what = whatFault(form);
  if (what) {
    return what;
  }
  if (environmentOf(form.environment) === undefined) {
    return 'environment';
  }
  if (form.secrets.some(isIncomplete)) {
    return 'secret';
  }
  return timeoutOf(form) === 'wrong' ? 'timeout' : undefined;
}

function whatFault(form: TaskForm): TaskFault | undefined {
  if (form.source === 'workflow') {
    const fault = form.steps.map(step => stepFaultOf(step, form.steps)).find(found => found !== undefined);
    return form.steps.length === 0 ? 'empty' : fault && `step.${fault}`;
  }
  if (form.source === 'package') {
    return form.scriptPackage ? undefined : 'empty';
  }
  return (form.source === 'script' ? form.script : form.program).trim() === '' ? 'empty' : undefined;
}

const LEAST_SECRET = 4;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Shorter secrets could not be taken out of the output. */
export function isIncomplete({ name, value }: Secret): boolean {
  return !NAME.test(name.trim()) || value.length < LEAST_SECRET;
}

/** The form with the names of its secrets alone. */
export function withoutSecrets(form: TaskForm): TaskForm {
  return { ...form, secrets: form.secrets.map(({ name }) => ({ name, value: '' })) };
}

/** One argument a line, handed over as it is. */
export function argumentsOf(text: string): readonly string[] {
  const lines = text.replace(/\r/g, '').split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** `NAME=value` lines; undefined where a line is none. */
export function environmentOf(text: string): Readonly<Record<string, string>> | undefined {
  const lines = text.replace(/\r/g, '').split('\n').filter(line => line.trim() !== '');
  const pairs = lines.map(line => /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line));
  return pairs.every(pair => pair !== null) ? Object.fromEntries(pairs.map(pair => [pair[1]!, pair[2]!])) : undefined;
}

/** In seconds; undefined where it is left to the server. */
export function timeoutOf({ timeoutMinutes }: TaskForm): number | 'wrong' | undefined {
  if (timeoutMinutes.trim() === '') {
    return undefined;
  }
  const minutes = Number(timeoutMinutes);
  return minutes > 0 && minutes <= MOST_MINUTES ? Math.max(1, Math.round(minutes * 60)) : 'wrong';
}

/** The parameters to send; what is left empty is left to the server. */
export function parametersOf(form: TaskForm): Record<string, unknown> {
  const environment = environmentOf(form.environment) ?? {};
  const secrets = form.secrets.map(({ name, value }) => [name.trim(), value] as const);
  return {
    ...(form.source === 'workflow' ? { steps: form.steps.map(stepParameters) } : singleOf(form)),
    ...(Object.keys(environment).length > 0 && { environment }),
    ...(secrets.length > 0 && { secretEnvironment: Object.fromEntries(secrets) }),
  };
}

function singleOf(form: TaskForm): Record<string, unknown> {
  const interpreter = form.interpreter.trim();
  const args = argumentsOf(form.arguments);
  return {
    ...(form.source === 'program'
      ? { program: form.program.trim() }
      : { ...(form.source === 'script' ? { script: form.script } : { scriptSha256: form.scriptPackage!.sha256 }), ...(interpreter && { interpreter }) }),
    ...(args.length > 0 && { arguments: args }),
    ...(form.workingDirectory.trim() && { workingDirectory: form.workingDirectory.trim() }),
    ...(form.runAs.trim() && { runAs: form.runAs.trim() }),
  };
}
