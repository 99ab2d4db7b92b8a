import { newestPackages } from '../api/packages';
import { getMe } from '../api/server';
import type { Package } from '../api/types';
import { SelectField } from '../components/choices';
import { Loaded } from '../components/Loaded';
import { Message } from '../components/Message';
import { useQuery } from '../hooks/useQuery';
import { t } from '../i18n';
import { formatBytes, formatInstant } from '../i18n/format';
import { mayAdminister } from '../privileges';
import { UploadButton } from './UploadButton';
import { type PackageUse, packagesFor, useOf } from './uses';

interface PackageFieldProps {
  readonly use: PackageUse;
  readonly value: Package | undefined;
  readonly onChange: (value: Package | undefined) => void;
  /** What its list is called; by default what the package is for. */
  readonly label?: string;
  /** What it means to choose none; where nothing is said, one must be chosen. */
  readonly none?: string;
}

/** One of the packages on the server that are for a purpose, or a further one that is uploaded here. */
export function PackageField(props: PackageFieldProps) {
  const { use, onChange } = props;
  const query = useQuery(newestPackages, []);
  const me = useQuery(getMe, []);
  const onUploaded = (uploaded: Package): void => {
    query.reload();
    if (useOf(uploaded.name) === use) {
      onChange(uploaded);
    }
  };
  return (
    <Loaded query={query}>
      {all => (
        <div class="package-field">
          <Choice {...props} packages={packagesFor(use, all)} />
          {me.data && mayAdminister(me.data) && <UploadButton onUploaded={onUploaded} />}
        </div>
      )}
    </Loaded>
  );
}

function Choice({ use, packages, value, onChange, label, none }: PackageFieldProps & { packages: readonly Package[] }) {
  if (packages.length === 0 && none === undefined) {
    return <Message status="info">{t(`packages.none.${use}`)}</Message>;
  }
  return (
    <SelectField
      label={label ?? t(`packages.${use}`)}
      value={value?.sha256 ?? ''}
      onChange={sha256 => onChange(packages.find(one => one.sha256 === sha256))}
      choices={[
        ...(value && none === undefined ? [] : [{ value: '', label: none ?? t('packages.choose') }]),
        ...packages.map(one => ({
          value: one.sha256,
          label: t('packages.option', { name: one.name, size: formatBytes(one.size), uploaded: formatInstant(one.uploadedAt) }),
        })),
      ]}
    />
  );
}
