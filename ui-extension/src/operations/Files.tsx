import { useState } from 'preact/hooks';
import { listFiles, readFile } from '../api/operations';
import type { OperationFile } from '../api/types';
import { Button } from '../components/Button';
import { Loaded } from '../components/Loaded';
import { ProblemMessage } from '../components/Problem';
import { useAction } from '../hooks/useAction';
import { useQuery } from '../hooks/useQuery';
import { t } from '../i18n';
import { formatBytes } from '../i18n/format';
import { readLog, save } from './download';
import { PlainText } from './PlainText';

/** The files that an operation brought, such as logs: to look at, and to keep. */
export function Files({ id }: { id: string }) {
  const query = useQuery(signal => listFiles(id, signal), [id]);
  return (
    <Loaded query={query}>
      {files =>
        files.length === 0 ? <p class="quiet">{t('files.none')}</p> : files.map(file => <File key={file.name} id={id} file={file} />)
      }
    </Loaded>
  );
}

function File({ id, file: { name, size } }: { id: string; file: OperationFile }) {
  const [text, setText] = useState<string>();
  const show = useAction(async () => setText(await readLog(name, await readFile(id, name))));
  const keep = useAction(async () => save(name, await readFile(id, name)));
  const problem = show.problem ?? keep.problem;
  return (
    <div class="file">
      <div class="buttons">
        <span>
          {name} <span class="quiet">{formatBytes(size)}</span>
        </span>
        <Button flat small busy={show.busy} onClick={() => (text === undefined ? void show.run() : setText(undefined))}>
          {text === undefined ? t('files.show') : t('files.hide')}
          <span class="for-screen-readers"> {name}</span>
        </Button>
        <Button flat small busy={keep.busy} onClick={() => void keep.run()}>
          {t('files.download')}
          <span class="for-screen-readers"> {name}</span>
        </Button>
      </div>
      {problem && <ProblemMessage problem={problem} />}
      {text !== undefined && <PlainText text={text} label={name} />}
    </div>
  );
}
