import { useState } from 'preact/hooks';
import { forgetHostKeys, getConnector, resumeChannel } from '../../api/connectors';
import { getMe } from '../../api/server';
import type { Connector, Suspension } from '../../api/types';
import { Button } from '../../components/Button';
import { Confirmation } from '../../components/Confirmation';
import { Facts } from '../../components/Facts';
import { ProblemMessage } from '../../components/Problem';
import { useAction } from '../../hooks/useAction';
import { useInterval } from '../../hooks/useInterval';
import { useQuery } from '../../hooks/useQuery';
import { t } from '../../i18n';
import { mayAdminister } from '../../privileges';
import { SuspensionMessage } from './SuspensionMessage';

const REFRESH = 10_000;

interface ChannelsProps {
  readonly connectorId: string;
  readonly machine: string;
  /** What may have changed them. */
  readonly since: unknown;
}

/** The channels of a connector that are left alone, and the host keys it must show: there is nothing here where all is well. */
export function Channels({ connectorId, machine, since }: ChannelsProps) {
  const query = useQuery(signal => getConnector(connectorId, signal), [connectorId, since]);
  const me = useQuery(getMe, []);
  useInterval(query.reload, REFRESH);
  const why = me.data && !mayAdminister(me.data) && t('channels.administratorsOnly');
  return (
    <>
      {query.problem && <ProblemMessage problem={query.problem} onRetry={query.reload} />}
      {query.data && (
        <>
          <Suspensions connector={query.data} disabledBecause={why} onDone={query.reload} />
          <HostKeys connector={query.data} machine={machine} disabledBecause={why} onDone={query.reload} />
        </>
      )}
    </>
  );
}

interface PartProps {
  readonly connector: Connector;
  readonly disabledBecause: string | false | undefined;
  readonly onDone: () => void;
}

function Suspensions({ connector, disabledBecause, onDone }: PartProps) {
  const resume = useAction(async ({ driver }: Suspension) => {
    await resumeChannel(connector.id, driver);
    onDone();
  });
  const suspensions = connector.suspensions ?? [];
  if (suspensions.length === 0) {
    return null;
  }
  return (
    <div class="suspensions">
      {resume.problem && <ProblemMessage problem={resume.problem} />}
      {suspensions.map(suspension => (
        <SuspensionMessage
          key={suspension.driver}
          suspension={suspension}
          action={
            <Button small disabledBecause={disabledBecause} onClick={() => void resume.run(suspension)}>
              {t('channels.resume')}
            </Button>
          }
        />
      ))}
    </div>
  );
}

function HostKeys({ connector, machine, disabledBecause, onDone }: PartProps & { machine: string }) {
  const [asking, setAsking] = useState(false);
  const keys = connector.hostKeys ?? [];
  if (keys.length === 0) {
    return null;
  }
  return (
    <section class="host-keys">
      <Facts
        facts={[
          [
            t('channels.hostKey'),
            keys.map(key => (
              <div key={key} class="code">
                {key}
              </div>
            )),
          ],
        ]}
      />
      <Button flat small disabledBecause={disabledBecause} onClick={() => setAsking(true)}>
        {t('channels.forget')}
      </Button>
      {asking && (
        <Confirmation
          question={t('channels.forgetQuestion', { name: machine })}
          warning={t('channels.forgetWarning')}
          verb={t('channels.forgetVerb')}
          act={() => forgetHostKeys(connector.id)}
          onDone={onDone}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}
