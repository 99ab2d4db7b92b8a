import { ActionView } from '../../actions/ActionView';
import { t } from '../../i18n';
import { RunTaskForm } from './RunTaskForm';

/** Runs a script or a program on virtual machines, and shows what it writes. */
export default function RunTaskView() {
  return <ActionView title={t('kind.RunTask')} form={props => <RunTaskForm {...props} />} />;
}
