import { ActionView } from '../../actions/ActionView';
import { t } from '../../i18n';
import { InstallForm } from './InstallForm';

/** Installs connectors. What has failed goes back to the form: a refused password is a common reason, and a typed one is not kept. */
export default function InstallView() {
  return <ActionView title={t('install.title')} form={props => <InstallForm {...props} />} asksAgain={() => true} opened={false} />;
}
