import './styles/index.css';
import { type ComponentType, render } from 'preact';
import { connectClient } from './client/current';
import { Problem } from './api/problem';
import { ProblemMessage } from './components/Problem';
import { t, setLocale } from './i18n';
import { views } from './views';

const place = document.getElementById('view')!;

async function start(): Promise<void> {
  await setLocale(navigator.language);
  const client = await connectClient().catch(() => undefined);
  if (!client) {
    show(new Problem('no-client', t('problem.noClient.title'), t('problem.noClient.detail')));
    return;
  }
  await setLocale(client.locale);
  const name = new URLSearchParams(location.search).get('view') ?? '';
  const load = Object.hasOwn(views, name) ? views[name] : undefined;
  if (!load) {
    show(new Problem('view-unknown', t('problem.view.title', { name }), t('problem.view.detail')));
    return;
  }
  const View: ComponentType = (await load()).default;
  document.body.dataset['view'] = name;
  render(<View />, place);
}

function show(problem: Problem): void {
  render(
    <main class="page">
      <h1 class="for-screen-readers">VsphereConnector</h1>
      <ProblemMessage problem={problem} onRetry={() => location.reload()} />
    </main>,
    place,
  );
}

void start().catch((error: unknown) =>
  show(new Problem('page', t('problem.page.title'), error instanceof Error ? error.message : String(error))),
);
