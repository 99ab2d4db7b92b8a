import { getSettings } from '../../api/server';
import { Loaded } from '../../components/Loaded';
import { useQuery } from '../../hooks/useQuery';
import { t } from '../../i18n';
import { type Setting, sectionsOf } from './settings';

/** What the server works with; it is changed in its configuration. */
export function SettingsTab() {
  const query = useQuery(getSettings, []);
  return (
    <>
      <p class="about">{t('settings.about')}</p>
      <Loaded query={query}>
        {settings => sectionsOf(settings).map(({ name, settings: own }) => <Section key={name} name={name} settings={own} />)}
      </Loaded>
    </>
  );
}

function Section({ name, settings }: { name: string; settings: readonly Setting[] }) {
  return (
    <section class="settings">
      {name && <h2>{name}</h2>}
      <dl class="facts">
        {settings.map(([key, value]) => (
          <div key={key} class="setting">
            <dt>{key}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
