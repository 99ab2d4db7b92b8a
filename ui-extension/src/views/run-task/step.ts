import { argumentsOf } from './form';
import { numberIn } from '../../forms/number';

/** A step of a workflow as it is typed. */
export interface StepForm {
  /** Tells it from the others while they are moved about; never sent. */
  readonly key: number;
  readonly name: string;
  readonly source: 'script' | 'program';
  readonly text: string;
  readonly interpreter: string;
  readonly arguments: string;
  readonly workingDirectory: string;
  readonly runAs: string;
  readonly timeoutSeconds: string;
  readonly exitCodes: string;
  readonly continueOnError: boolean;
  readonly when: StepWhen;
}

/** When a step runs: always, or by how an earlier one ended. */
export interface StepWhen {
  readonly mode: 'always' | 'if' | 'unless';
  readonly step: string;
  readonly exitCodes: string;
}

export type StepFault = 'name' | 'sameName' | 'empty' | 'timeout' | 'exitCodes' | 'when';

export const always: StepWhen = { mode: 'always', step: '', exitCodes: '0' };

export const MOST_STEPS = 100;

const LONGEST_NAME = 64;

export const stepTimeout = { least: 1, most: 86_400 };

export function emptyStep(key: number, name: string): StepForm {
  return {
    key,
    name,
    source: 'script',
    text: '',
    interpreter: '',
    arguments: '',
    workingDirectory: '',
    runAs: '',
    timeoutSeconds: '',
    exitCodes: '',
    continueOnError: false,
    when: always,
  };
}

/** What is wrong with a step, among those of its workflow. */
export function stepFaultOf(step: StepForm, steps: readonly StepForm[]): StepFault | undefined {
  const before = steps.slice(0, steps.indexOf(step)).map(({ name }) => name.trim());
  if (step.name.trim() === '' || step.name.trim().length > LONGEST_NAME) {
    return 'name';
  }
  if (before.includes(step.name.trim())) {
    return 'sameName';
  }
  if (step.text.trim() === '') {
    return 'empty';
  }
  if (numberIn(step.timeoutSeconds, stepTimeout) === 'wrong') {
    return 'timeout';
  }
  if (exitCodesIn(step.exitCodes) === undefined) {
    return 'exitCodes';
  }
  return step.when.mode === 'always' || (before.includes(step.when.step) && (exitCodesIn(step.when.exitCodes)?.length ?? 0) > 0) ? undefined : 'when';
}

/** Numbers between commas or spaces; undefined where one is none. */
export function exitCodesIn(text: string): readonly number[] | undefined {
  const codes = text.split(/[\s,;]+/).filter(code => code !== '');
  return codes.every(code => /^-?\d{1,10}$/.test(code)) ? codes.map(Number) : undefined;
}

/** The step as it is sent; what is left empty is left out. */
export function stepParameters(step: StepForm): Record<string, unknown> {
  const { when } = step;
  const interpreter = step.interpreter.trim();
  const args = argumentsOf(step.arguments);
  const exitCodes = exitCodesIn(step.exitCodes) ?? [];
  const timeoutSeconds = numberIn(step.timeoutSeconds, stepTimeout);
  return {
    name: step.name.trim(),
    ...(step.source === 'script' ? { script: step.text, ...(interpreter && { interpreter }) } : { program: step.text.trim() }),
    ...(args.length > 0 && { arguments: args }),
    ...(step.workingDirectory.trim() && { workingDirectory: step.workingDirectory.trim() }),
    ...(step.runAs.trim() && { runAs: step.runAs.trim() }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(exitCodes.length > 0 && { successExitCodes: exitCodes }),
    ...(step.continueOnError && { continueOnError: true }),
    ...(when.mode !== 'always' && {
      when: { step: when.step, exitCodes: exitCodesIn(when.exitCodes), ...(when.mode === 'unless' && { not: true }) },
    }),
  };
}
