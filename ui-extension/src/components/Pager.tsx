import { useRef } from 'preact/hooks';
import type { Page } from '../api/types';
import type { Pages } from '../hooks/usePages';
import { t } from '../i18n';
import { Button } from './Button';

/** Which rows of how many are shown, and the way to the others. */
export function Pager({ pages, pageSize }: { pages: Pages<Page<unknown>>; pageSize: number }) {
  const { data } = pages.query;
  const place = useRef<HTMLElement>(null);
  const goTo = (go: (() => void) | undefined) => (): void => {
    go?.();
    place.current?.parentElement?.scrollIntoView(); // to the first row of the page that comes
  };
  const first = pages.number * pageSize + 1;
  const last = first + (data?.items.length ?? 0) - 1;
  const alone = !pages.goBack && !pages.goNext;
  if (alone && data?.items.length === 0) {
    return null;
  }
  return (
    <nav ref={place} class="pager" aria-label={t('pager')}>
      <span role="status">
        {data && data.items.length > 0 && (data.total === undefined ? t('pager.range', { first, last }) : t('pager.rangeOf', { first, last, total: data.total }))}
      </span>
      {!alone && (
        <>
          <Button flat small onClick={goTo(pages.goBack)} disabledBecause={!pages.goBack && t('pager.first')}>
            {t('pager.back')}
          </Button>
          <Button flat small onClick={goTo(pages.goNext)} disabledBecause={!pages.goNext && t('pager.last')}>
            {t('pager.next')}
          </Button>
        </>
      )}
    </nav>
  );
}
