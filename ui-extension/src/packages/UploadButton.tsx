import { useRef } from 'preact/hooks';
import type { Package } from '../api/types';
import { Bar } from '../components/Bar';
import { Button } from '../components/Button';
import { ProblemMessage } from '../components/Problem';
import { t } from '../i18n';
import { formatBytes } from '../i18n/format';
import { type Upload, useUpload } from './useUpload';

/** Chooses files and brings them to the server, with their progress. */
export function UploadButton({ onUploaded }: { onUploaded: (uploaded: Package) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const { upload, problem, start, cancel } = useUpload(onUploaded);
  const choose = (): void => {
    const files = [...(input.current?.files ?? [])];
    input.current!.value = '';
    void start(files);
  };
  return (
    <div class="upload">
      {problem && <ProblemMessage problem={problem} />}
      {upload ? (
        <Progress upload={upload} onCancel={cancel} />
      ) : (
        <Button small onClick={() => input.current?.click()}>
          {t('packages.upload')}
        </Button>
      )}
      <input ref={input} type="file" multiple hidden aria-label={t('packages.upload')} onChange={choose} />
    </div>
  );
}

function Progress({ upload: { name, size, sent }, onCancel }: { upload: Upload; onCancel: () => void }) {
  const percent = size === 0 ? 0 : Math.floor((100 * sent) / size);
  return (
    <div class="upload-progress">
      <div class="upload-bar">
        <span role="status">
          {name} <span class="quiet">{sent < size ? t('packages.sent', { sent: formatBytes(sent), size: formatBytes(size) }) : t('packages.checking')}</span>
        </span>
        <Bar percent={percent} label={t('progress.of', { name })} />
      </div>
      <Button flat small onClick={onCancel}>
        {t('cancel')}
      </Button>
    </div>
  );
}
