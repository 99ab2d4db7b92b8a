import { Button } from '../../components/Button';
import { t } from '../../i18n';
import { always, emptyStep, MOST_STEPS, type StepForm } from './step';
import { StepFields } from './StepFields';

interface WorkflowStepsProps {
  readonly steps: readonly StepForm[];
  readonly onChange: (steps: readonly StepForm[]) => void;
}

/** The steps of a workflow, one after the other. */
export function WorkflowSteps({ steps, onChange }: WorkflowStepsProps) {
  const reorder = (next: readonly StepForm[]): void => onChange(next.map((step, index) => (index === 0 ? { ...step, when: always } : step)));
  const change = (at: number, part: Partial<StepForm>): void =>
    onChange(renamed(steps, at, part).map((step, index) => (index === at ? { ...step, ...part } : step)));
  const add = (): void => {
    const key = Math.max(-1, ...steps.map(step => step.key)) + 1;
    onChange([...steps, emptyStep(key, `step-${key + 1}`)]);
  };
  return (
    <>
      {steps.map((step, index) => (
        <fieldset key={step.key} class="step">
          <legend>{t('step.number', { number: index + 1 })}</legend>
          <div class="step-buttons">
            <Button flat small onClick={() => reorder(swapped(steps, index - 1))} disabledBecause={index === 0 && t('step.isFirst')}>
              {t('step.up')}
              <span class="for-screen-readers"> {step.name}</span>
            </Button>
            <Button flat small onClick={() => reorder(swapped(steps, index))} disabledBecause={index === steps.length - 1 && t('step.isLast')}>
              {t('step.down')}
              <span class="for-screen-readers"> {step.name}</span>
            </Button>
            <Button flat small onClick={() => reorder(steps.filter(other => other !== step))} disabledBecause={steps.length === 1 && t('step.isOnly')}>
              {t('remove')}
              <span class="for-screen-readers"> {step.name}</span>
            </Button>
          </div>
          <StepFields step={step} steps={steps} onChange={part => change(index, part)} />
        </fieldset>
      ))}
      <Button small onClick={add} disabledBecause={steps.length >= MOST_STEPS && t('step.most', { count: MOST_STEPS })}>
        {t('step.add')}
      </Button>
    </>
  );
}

/** Those that wait for a step follow its new name. */
function renamed(steps: readonly StepForm[], at: number, { name }: Partial<StepForm>): readonly StepForm[] {
  const before = steps[at]!.name.trim();
  return name === undefined || before === ''
    ? steps
    : steps.map(step => (step.when.step === before ? { ...step, when: { ...step.when, step: name.trim() } } : step));
}

/** The step at an index after the one that followed it. */
function swapped(steps: readonly StepForm[], at: number): readonly StepForm[] {
  return [...steps.slice(0, at), steps[at + 1]!, steps[at]!, ...steps.slice(at + 2)];
}
