import { useState } from 'preact/hooks';
import type { Operation } from '../../api/types';
import { formatObjectId, parseObjectId } from '../../client/objects';
import { client } from '../../client/current';
import { t } from '../../i18n';
import type { Submission } from '../../operations/submit';
import { ProgressDialog } from '../progress/ProgressDialog';
import { InstallForm } from './InstallForm';

/** Installs connectors: the form first, then its progress in the same dialog. What has failed goes back to the form. */
export default function InstallView() {
  const [objects, setObjects] = useState(() => client().objects.map(object => object.id));
  const [submission, setSubmission] = useState<Submission>();
  const retry = (failed: readonly Operation[]): void => {
    setObjects(objectsOf(failed));
    setSubmission(undefined);
  };
  return submission ? (
    <ProgressDialog title={t('install.title')} submission={submission} onRetry={retry} />
  ) : (
    <InstallForm objects={objects} onSubmitted={setSubmission} />
  );
}

/** The password is not kept, and a refused one is a common reason: so the form asks again, for these machines. */
function objectsOf(failed: readonly Operation[]): string[] {
  const vCenter = client().objects.map(object => parseObjectId(object.id)?.vCenter).find(guid => guid !== undefined) ?? client().vCenters[0];
  return failed
    .map(operation => operation.target.moRef)
    .filter(moRef => moRef !== null && moRef !== undefined)
    .map(moRef => formatObjectId('VirtualMachine', moRef, vCenter ?? ''));
}
